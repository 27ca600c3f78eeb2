import type { ChatMessage, Siblings } from '#shared/chat.ts'
import { standsIn } from '#shared/stand-in.ts'
import type { LiveAnswer } from './applyFrame.ts'

/** As far as this page knows: the history says better. */
export const alone: Siblings = { count: 1, index: 1, previous_id: null, next_id: null }

/** What the server's history says of an answer that this page reads, as far as it has been read. */
export function answerOf(live: LiveAnswer, createdAt: string): ChatMessage | null {
  if (!live.ids) return null
  return {
    id: live.ids.message,
    session_id: live.ids.session,
    parent_id: live.ids.question,
    siblings: alone,
    role: 'assistant',
    content: live.text,
    attachments: [],
    reasoning: live.reasoning || null,
    reasoning_ms: live.finish?.reasoningMs ?? null,
    left_out: live.finish?.leftOut ?? 0,
    shortened: live.finish?.shortened ?? 0,
    files_left_out: live.finish?.filesLeftOut ?? 0,
    status: live.finish?.status ?? 'running',
    model: live.model,
    asked_model: live.asked !== null && live.model !== null && standsIn(live.asked, live.model) ? live.asked : null,
    sources: live.sources,
    usage: live.finish?.usage ?? null,
    error: live.error,
    finish_reason: live.finish?.reason ?? null,
    generation_id: live.finish ? null : live.ids.generation,
    created_at: createdAt,
  }
}

/** Not of an answer that was found being written, or is another one to the same question. */
export const isAsked = ({ question, attachments }: Pick<LiveAnswer, 'question' | 'attachments'>) => question !== '' || attachments.length > 0

export function questionOf(live: LiveAnswer, createdAt: string): ChatMessage | null {
  if (!live.ids || !isAsked(live)) return null
  return {
    id: live.ids.question,
    session_id: live.ids.session,
    parent_id: null,
    siblings: alone,
    role: 'user',
    content: live.question,
    attachments: live.attachments,
    reasoning: null,
    reasoning_ms: null,
    left_out: 0,
    shortened: 0,
    files_left_out: 0,
    status: 'complete',
    model: null,
    asked_model: null,
    sources: [],
    usage: null,
    error: null,
    finish_reason: null,
    generation_id: null,
    created_at: createdAt,
  }
}
