import type { ChatMessage } from '#shared/chat.ts'
import { type LiveOutline, newAnswer } from '../stream/applyFrame.ts'
import { answerOf, questionOf } from '../stream/messagesOf.ts'

/** `question` is what an answer answers, for asking again. */
export type Row =
  | { key: string; type: 'question'; content: string; sending: boolean }
  | { key: string; type: 'answer'; message: ChatMessage; question: string; last: boolean }
  | { key: string; type: 'waiting' }
  /** What was said there is not known here yet. */
  | { key: string; type: 'gap' }

/** The history, and below it what this page is asking and the history does not show yet. */
export function buildRows(messages: readonly (ChatMessage | undefined)[], live: LiveOutline | null): Row[] {
  const rows: Row[] = []
  let question = ''
  const add = (message: ChatMessage) => {
    if (message.role === 'user') {
      question = message.content
      rows.push({ key: message.id, type: 'question', content: message.content, sending: false })
    } else rows.push({ key: message.id, type: 'answer', message, question, last: false })
  }
  for (const [at, message] of messages.entries()) {
    if (message) add(message)
    else {
      question = ''
      rows.push({ key: `gap-${at}`, type: 'gap' })
    }
  }
  if (live && !live.ids) rows.push({ key: 'sending', type: 'question', content: live.question, sending: true }, { key: 'waiting', type: 'waiting' })
  // A history fetched just before the question was stored lacks both rows.
  if (live?.ids && !messages.some((message) => message?.id === live.ids?.message)) {
    const now = new Date().toISOString()
    const answer = { ...newAnswer(live.question), ids: live.ids, model: live.model }
    for (const message of [questionOf(answer, now), answerOf(answer, now)]) if (message && !rows.some((row) => row.key === message.id)) add(message)
  }
  const last = rows.at(-1)
  if (last?.type === 'answer') last.last = true
  return rows
}
