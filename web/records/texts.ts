import { defineTexts } from '../i18n/texts.ts'

export const recordTexts = defineTexts({
  'zh-CN': {
    conflict: {
      title: '内容已被他人修改',
      text: '在您编辑期间，有人保存了这个项目。请为每个字段选择要保留的内容，也可以直接修改结果。',
      choose: '在您编辑期间，有人保存了这条记录的同一字段。请选择要保留的内容。',
      theirs: '现在的内容',
      yours: '您的内容',
      result: '将保存为',
      same: '两边相同',
      empty: '（空）',
      save: '保存结果',
      discard: '放弃我的修改',
    },
    history: {
      title: '历史',
      create: '创建',
      update: '修改',
      delete: '删除',
      restore: '恢复',
      version: (version: number) => `版本 ${version}`,
      from: '原为',
      to: '改为',
    },
  },
  en: {
    conflict: {
      title: 'Someone changed this in the meantime',
      text: 'This item was saved by someone else while you were editing. Choose what to keep for each field, or edit the result.',
      choose: 'Someone else saved the same field of this record while you were editing. Choose what to keep.',
      theirs: 'As it is now',
      yours: 'Yours',
      result: 'Will be saved as',
      same: 'The same on both sides',
      empty: '(empty)',
      save: 'Save result',
      discard: 'Discard my changes',
    },
    history: {
      title: 'History',
      create: 'Created',
      update: 'Changed',
      delete: 'Deleted',
      restore: 'Restored',
      version: (version: number) => `Version ${version}`,
      from: 'from',
      to: 'to',
    },
  },
})
