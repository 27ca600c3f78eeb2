import { type Attachment, estimateAttachmentTokens } from '#shared/attachments.ts'
import type { Language } from '#shared/errors.ts'
import { estimateTokens } from '#shared/tokens.ts'
import { EARLIER_FILES_SHARE, type MessageWithFiles } from '../attachments/to-parts.ts'
import { appError } from '../errors.ts'
import { languageOf } from './language.ts'
import { shorten } from './shorten.ts'

/** Where the model's own limit is not known: what every model of today takes. */
const CONTEXT_TOKENS = 32_000
/** More history than this costs much and helps little. */
export const HISTORY_TOKENS_MAX = 64_000
/** Left in every context for what the estimate misses; in a small one an eighth of it. */
const RESERVE_TOKENS = 4000
/** An answer is given at least this much, whatever the estimate says. */
const SHORTEST_ANSWER_TOKENS = 256

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
const missing: Record<Language, string> = {
  'zh-CN': '（因长度限制，本对话较早的消息未包含在内。）',
  en: '(The oldest messages of this conversation were left out because of its length.)',
}

export const estimateFiles = (attachments: Attachment[] = []) => attachments.reduce((sum, attachment) => sum + estimateAttachmentTokens(attachment), 0)

export type Earlier = {
  /** `depth` is its place on the branch, counted from 1; without, the list is all there is. */
  messages: (MessageWithFiles & { depth?: number })[]
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
  /** Of who asks, where nothing is said in any. */
  language: Language
}

/** In tokens. */
export type Room = { contextTokens: number | null; maxTokens: number }

export type Prompt = {
  messages: MessageWithFiles[]
  /** How many messages of the branch are not among them. */
  leftOut: number
  /** How many of those that are lack their middle. */
  shortened: number
  /** The longest answer that has room beside them. */
  maxTokens: number
}

/**
 * What the model is sent: how to answer, what was said before from some message on, and always the question. Each request begins as the
 * one before it, so that the provider need not read it again: nothing in it depends on the question or the time, and where it no longer fits
 * it is shortened, by many messages at once (shorten.ts).
 * @param room the model's limit, where the catalogue says, and what of it is the answer's
 */
export function promptFor({ question, attachments, earlier, answered, wishes, language: spoken }: Said, room: Room): Prompt {
  const limit = room.contextTokens ?? CONTEXT_TOKENS
  const maxTokens = Math.min(room.maxTokens, limit / 2)
  const forFiles = earlier.messages.some(({ attachments: files = [] }) => files.length > 0) ? limit * EARLIER_FILES_SHARE : 0
  const words = [question, answered ?? '', wishes ?? ''].reduce((sum, text) => sum + estimateTokens(text), 0) + estimateFiles(attachments)
  const tokens = Math.min(HISTORY_TOKENS_MAX, limit - maxTokens - Math.min(RESERVE_TOKENS, limit / 8) - words - forFiles)
  const { kept, leftOut, shortened } = shorten(earlier, tokens, Math.min(HISTORY_TOKENS_MAX, limit))
  // Of the conversation, not of the question.
  const first = kept.find(({ role, content }) => role === 'user' && content.trim() !== '')?.content ?? question
  const language = first.trim() === '' ? spoken : languageOf(first)
  const instructions = [system[language], ...(leftOut > 0 ? [missing[language]] : []), ...(wishes === null ? [] : ['', wished[language], wishes])].join('\n')
  const own: MessageWithFiles[] = answered === undefined ? [] : [{ role: 'assistant', content: answered }]
  const messages: MessageWithFiles[] = [{ role: 'system', content: instructions }, ...kept, { role: 'user', content: question, attachments }, ...own]
  const sent = messages.reduce((sum, { content, attachments: files }) => sum + estimateTokens(content) + estimateFiles(files), 0)
  return { messages, leftOut, shortened, maxTokens: Math.max(SHORTEST_ANSWER_TOKENS, Math.min(room.maxTokens, limit - sent)) }
}

/**
 * A question that has no room by itself is not sent, nor stored.
 * @param contextTokens the model's limit; where it is not known, the provider has to say
 * @throws MODEL_INPUT_TOO_LONG
 */
export function refuseTooLong(question: string, attachments: Attachment[], contextTokens: number | null): void {
  if (contextTokens === null) return
  const tokens = estimateTokens(question) + estimateFiles(attachments) + estimateTokens(system.en)
  if (tokens + SHORTEST_ANSWER_TOKENS <= contextTokens) return
  throw appError('MODEL_INPUT_TOO_LONG', {
    words: {
      en: `The question has about ${tokens} tokens; this model takes ${contextTokens} with its answer. Shorten it or choose another model.`,
      'zh-CN': `该问题约有 ${tokens} 个 token，而此模型连同回答最多只能处理 ${contextTokens} 个。请缩短问题或更换模型。`,
    },
    details: [{ path: 'message', message: `${tokens} > ${contextTokens}` }],
  })
}
