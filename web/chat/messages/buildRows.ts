import type { Attachment } from '#shared/attachments.ts'
import type { ChatMessage } from '#shared/chat.ts'
import { type LiveOutline, newAnswer } from '../stream/applyFrame.ts'
import { answerOf, isAsked, questionOf } from '../stream/messagesOf.ts'

export type Row =
  | { key: string; type: 'question'; content: string; attachments: Attachment[]; message: ChatMessage | null; sending: boolean }
  | { key: string; type: 'answer'; message: ChatMessage; last: boolean }
  | { key: string; type: 'waiting' }
  /** The answers of several models, of which none is kept yet. */
  | { key: string; type: 'compared'; messages: ChatMessage[] }
  /** What was said there is not known here yet. */
  | { key: string; type: 'gap' }

/** The history, and below it what this page is asking and the history does not show yet. */
export function buildRows(messages: readonly (ChatMessage | undefined)[], compared: ChatMessage[], live: LiveOutline | null): Row[] {
  const rows: Row[] = []
  const add = (message: ChatMessage) => {
    if (message.role === 'user')
      rows.push({ key: message.id, type: 'question', content: message.content, attachments: message.attachments, message, sending: false })
    else rows.push({ key: message.id, type: 'answer', message, last: false })
  }
  for (const [at, message] of upToBase(messages, live).entries()) {
    if (message && compared.some(({ id }) => id === message.id)) rows.push({ key: `compared-${message.parent_id}`, type: 'compared', messages: compared })
    else if (message) add(message)
    else rows.push({ key: `gap-${at}`, type: 'gap' })
  }
  if (live && !live.ids && !live.continues) {
    if (isAsked(live)) rows.push({ key: 'sending', type: 'question', content: live.question, attachments: live.attachments, message: null, sending: true })
    rows.push({ key: 'waiting', type: 'waiting' })
  }
  // A history fetched just before the question was stored lacks both rows.
  if (live?.ids && !messages.some((message) => message?.id === live.ids?.message)) {
    const now = new Date().toISOString()
    const answer = { ...newAnswer(live.question, live.attachments), ids: live.ids, model: live.model }
    for (const message of [questionOf(answer, now), answerOf(answer, now)]) if (message && !rows.some((row) => row.key === message.id)) add(message)
  }
  const last = rows.at(-1)
  if (last?.type === 'answer') last.last = true
  return rows
}

/** What is asked in another place than the end leaves behind what stood there. */
function upToBase(messages: readonly (ChatMessage | undefined)[], live: LiveOutline | null): readonly (ChatMessage | undefined)[] {
  if (live?.base === undefined || messages.some((message) => message?.id === live.ids?.message)) return messages
  const at = live.base === null ? 0 : messages.findIndex((message) => message?.id === live.base) + 1
  return live.base !== null && at === 0 ? messages : messages.slice(0, at)
}
