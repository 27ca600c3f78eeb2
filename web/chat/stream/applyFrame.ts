import type { Attachment } from '#shared/attachments.ts'
import type { ChatFailure, FinishReason, MessageStatus, Source, Usage } from '#shared/chat.ts'
import type { Frame } from './readFrames.ts'

/** An answer while this page reads it. Text grows here and moves into the history when it is complete. */
export type LiveAnswer = {
  question: string
  attachments: Attachment[]
  /** As in Asked. */
  base?: string | null | undefined
  continues?: string | undefined
  /** Null until the server has taken the question. */
  ids: { generation: string; session: string; question: string; message: string } | null
  /** Of the last frame applied, 0 before the first: a reader that comes back goes on from here. */
  position: number
  /** Who is asked, and, from the end on, who answered. */
  asked: string | null
  model: string | null
  text: string
  reasoning: string
  sources: Source[]
  error: ChatFailure | null
  finish: {
    status: MessageStatus
    reason: FinishReason
    usage: Usage | null
    reasoningMs: number | null
    leftOut: number
    shortened: number
    filesLeftOut: number
  } | null
  connection: Connection
  stopping: boolean
}

/** `retryAt` in milliseconds since 1970. */
export type Connection = { state: 'open' } | { state: 'reconnecting' | 'offline'; retryAt: number }

/** What changes a few times in an answer, without what changes with each frame. */
export type LiveOutline = Pick<LiveAnswer, 'question' | 'attachments' | 'base' | 'continues' | 'ids' | 'model' | 'connection' | 'stopping'>
export const outlineOf = (answer: LiveAnswer | null): LiveOutline | null =>
  answer && {
    question: answer.question,
    attachments: answer.attachments,
    base: answer.base,
    continues: answer.continues,
    ids: answer.ids,
    model: answer.model,
    connection: answer.connection,
    stopping: answer.stopping,
  }

export const newAnswer = (question: string, attachments: Attachment[] = []): LiveAnswer => ({
  question,
  attachments,
  ids: null,
  position: 0,
  asked: null,
  model: null,
  text: '',
  reasoning: '',
  sources: [],
  error: null,
  finish: null,
  connection: { state: 'open' },
  stopping: false,
})

/** What was applied before is passed over, whole frames and the known beginning of a text, so that a resumed stream may overlap. */
export function applyFrames(answer: LiveAnswer, frames: Frame[]): LiveAnswer {
  const next = { ...answer }
  for (const { position, event } of frames) {
    if (position <= next.position) continue
    if (event.type === 'start') {
      next.ids = { generation: event.generation_id, session: event.session_id, question: event.question_id, message: event.message_id }
      next.asked = event.model
      next.model = event.model
    } else if (event.type === 'text-delta') next.text += unseen(event.text, position, next.position)
    else if (event.type === 'reasoning-delta') next.reasoning += unseen(event.text, position, next.position)
    else if (event.type === 'source') next.sources = [...next.sources, event.source]
    else if (event.type === 'error') next.error = event.error
    else {
      next.finish = {
        status: event.status,
        reason: event.finish_reason,
        usage: event.usage,
        reasoningMs: event.reasoning_ms ?? null,
        leftOut: event.left_out ?? 0,
        shortened: event.shortened ?? 0,
        filesLeftOut: event.files_left_out ?? 0,
      }
      next.model = event.model ?? next.model
    }
    next.position = position
  }
  return next
}

/** A text's position is where it ends, counted in UTF-16 units. */
const unseen = (text: string, end: number, seen: number) => text.slice(Math.max(0, seen - (end - text.length)))
