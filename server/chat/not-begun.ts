import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AskQuestion } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Begun } from './begin.ts'

/** What a request joins instead of starting it: one answer, or those of a comparison. */
export type Joined = Pick<Begun, 'sessionId' | 'questionId' | 'answers'>

export type Idempotency = { key: string; fingerprint: string }

const Found = z.array(
  z.object({
    id: z.string(),
    fingerprint: z.string().nullable(),
    session_id: z.string(),
    question_id: z.string(),
    message_id: z.string(),
    model: z.string(),
  }),
)
const Reasons = z.array(z.object({ parent: z.boolean() }))

/**
 * Why a question was not taken.
 * @returns what the same Idempotency-Key started
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, CHAT_BUSY, IDEMPOTENCY_KEY_REUSED
 */
export async function whyNotBegun(
  db: Db,
  actor: Actor,
  { session_id: sessionId, parent_id: parentId = null }: Pick<AskQuestion, 'session_id' | 'parent_id'>,
  idempotency: Idempotency | undefined,
): Promise<Joined> {
  const joined = idempotency && (await findByKey(db, actor, idempotency))
  if (joined) return joined
  if (sessionId !== undefined) {
    const { rows } = await db.execute(sql`
      select (${parentId}::uuid is null or exists (
        select 1 from chat_messages p where p.id = ${parentId}::uuid and p.session_id = s.id and p.role = 'assistant')) as parent
      from chat_sessions s where s.id = ${sessionId}::uuid and s.owner_id = ${actor.userId}::uuid and s.deleted_at is null`)
    const [reason] = Reasons.parse(rows)
    if (!reason) throw appError('CHAT_SESSION_NOT_FOUND')
    if (!reason.parent) throw appError('CHAT_MESSAGE_NOT_FOUND')
  }
  throw appError('CHAT_BUSY', { retryAfter: 1 })
}

/** Answers of one comparison are of one question and one moment; the key stands with the first. */
export async function findByKey(db: Db, actor: Actor, { key, fingerprint }: Idempotency): Promise<Joined | undefined> {
  const { rows } = await db.execute(sql`
    select g.id, g.fingerprint, g.session_id, g.question_id, g.message_id, g.model
    from generations first join generations g on g.question_id = first.question_id and g.created_at = first.created_at
    where first.owner_id = ${actor.userId}::uuid and first.idempotency_key = ${key} order by g.id`)
  const [first, ...others] = Found.parse(rows)
  if (!first) return undefined
  if (first.fingerprint !== fingerprint) throw appError('IDEMPOTENCY_KEY_REUSED')
  const answer = (row: typeof first) => ({ generationId: row.id, messageId: row.message_id, model: row.model })
  return { sessionId: first.session_id, questionId: first.question_id, answers: [answer(first), ...others.map(answer)] }
}
