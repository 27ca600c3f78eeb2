import { type Attachment, estimateAttachmentTokens } from '#shared/attachments.ts'
import type { Language } from '#shared/errors.ts'
import { EARLIER_FILES_SHARE, type MessageWithFiles } from '../attachments/to-parts.ts'

/** Where the model's own limit is not known: what every model of today takes. */
const CONTEXT_TOKENS = 32_000
/** More history than this costs much and helps little. */
export const HISTORY_TOKENS_MAX = 64_000
/** Left in every context for the answer, and for what the estimate misses. */
const RESERVE_TOKENS = 4000

const system: Record<Language, string> = {
  'zh-CN': [
    '你是 Deskmate 同桌的助手，帮助用户处理工作区中的记录，也回答一般问题。',
    '请用用户提问的语言回答，先给结论，再作必要说明。用 Markdown 书写：代码放入带语言标记的代码块，对比用表格。',
    '不知道就说不知道，不要编造数据或来源。',
  ].join('\n'),
  en: [
    'You are the assistant of Deskmate, a workspace of records. You help with them and answer general questions.',
    'Answer in the language of the question: the conclusion first, then what is needed to follow it. Write Markdown: code in fenced blocks with their language, comparisons as tables.',
    'Say so when you do not know; do not invent figures or sources.',
  ].join('\n'),
}
const wished: Record<Language, string> = {
  'zh-CN': '用户对本对话的要求如下，优先于以上说明：',
  en: 'What the user wants of this conversation, which comes before what is said above:',
}
const leftOut: Record<Language, string> = {
  'zh-CN': '（因长度限制，本对话较早的消息未包含在内。）',
  en: '(The oldest messages of this conversation were left out because of its length.)',
}

/** Roughly what a text costs: a token for each Chinese, Japanese or Korean character, one for four of any other. Never too few by much. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0
  return wide + Math.ceil((text.length - wide) / 4) + 4
}

export const estimateFiles = (attachments: Attachment[] = []) => attachments.reduce((sum, attachment) => sum + estimateAttachmentTokens(attachment), 0)

export type Earlier = {
  messages: MessageWithFiles[]
  /** Whether there are older ones that were not even read. */
  leftOut: boolean
}

export type Said = {
  question: string
  attachments: Attachment[]
  earlier: Earlier
  /** The beginning of the answer, where it is continued: as the model's own words, which it goes on with. */
  answered?: string
  /** The conversation's own instructions. */
  wishes: string | null
}

/** In tokens. */
export type Room = { contextTokens: number | null; maxTokens: number }

/**
 * What the model is sent: how to answer, as many whole messages as fit, newest first to be kept, and always the question.
 * @param room the model's limit, where the catalogue says, and what of it is the answer's
 */
export function promptFor({ question, attachments, earlier, answered, wishes }: Said, language: Language, room: Room): MessageWithFiles[] {
  const limit = room.contextTokens ?? CONTEXT_TOKENS
  const maxTokens = Math.min(room.maxTokens, limit / 2)
  const standing = wishes === null ? system[language] : `${system[language]}\n\n${wished[language]}\n${wishes}`
  const forFiles = earlier.messages.some(({ attachments = [] }) => attachments.length > 0) ? limit * EARLIER_FILES_SHARE : 0
  const words = [question, answered ?? '', wishes ?? ''].reduce((sum, text) => sum + estimateTokens(text), 0)
  let budget = Math.min(HISTORY_TOKENS_MAX, limit - maxTokens - RESERVE_TOKENS - words - estimateFiles(attachments) - forFiles)
  let first = earlier.messages.length
  while (first > 0) {
    budget -= estimateTokens(earlier.messages[first - 1]?.content ?? '')
    if (budget < 0) break
    first -= 1
  }
  const kept = earlier.messages.slice(first)
  const instructions = first > 0 || earlier.leftOut ? `${standing}\n${leftOut[language]}` : standing
  const own: MessageWithFiles[] = answered === undefined ? [] : [{ role: 'assistant', content: answered }]
  return [{ role: 'system', content: instructions }, ...kept, { role: 'user', content: question, attachments }, ...own]
}
