import { defineTexts } from '../../i18n/texts.ts'

export const costTexts = defineTexts({
  'zh-CN': {
    comma: '，',
    conversation: (cost: string) => `本对话费用 ${cost}`,
    tokens: (prompt: string, completion: string) => `输入 ${prompt} 词元，输出 ${completion} 词元`,
    cached: (count: string) => `其中缓存 ${count}`,
    pending: (count: string) => `另有 ${count} 次调用的费用尚未确定`,
  },
  en: {
    comma: ', ',
    conversation: (cost: string) => `This conversation has cost ${cost}`,
    tokens: (prompt: string, completion: string) => `${prompt} tokens in, ${completion} out`,
    cached: (count: string) => `${count} of them cached`,
    pending: (count: string) => `the cost of ${count} more calls is not known yet`,
  },
})
