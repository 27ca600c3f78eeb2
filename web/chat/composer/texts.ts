import { defineTexts } from '../../i18n/texts.ts'

/** Names of what stands beside the question box; what they lead to is fetched with its own words. */
export const toolTexts = defineTexts({
  'zh-CN': {
    settings: '对话设置',
    settingsSet: (count: number) => `对话设置（已设 ${count} 项）`,
    prompts: '使用提示词（/）',
    managePrompts: '管理提示词',
  },
  en: {
    settings: 'Conversation settings',
    settingsSet: (count: number) => `Conversation settings (${count} set)`,
    prompts: 'Use a prompt (/)',
    managePrompts: 'Manage prompts',
  },
})
