import { defineTexts } from '../../i18n/texts.ts'

export const liveTexts = defineTexts({
  'zh-CN': {
    here: '同时在查看的人',
    editing: (name: string) => `${name} 正在编辑`,
    above: (count: string) => `上方有 ${count} 条新行`,
  },
  en: {
    here: 'Also looking at this',
    editing: (name: string) => `${name} is writing`,
    above: (count: string) => (count === '1' ? '1 new row above' : `${count} new rows above`),
  },
})
