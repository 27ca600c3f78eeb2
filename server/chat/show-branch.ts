import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatSession } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { findSession } from './queries.ts'
import { newestEnd } from './walk.ts'

const Found = z.array(z.object({ found: z.boolean() }))

/**
 * Shows the branch through a message from now on. Of answers that are compared it keeps this one; the others stay beside it.
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, CHAT_BUSY while an answer is being written that is not compared with others
 */
export async function showBranch(db: Db, actor: Actor, sessionId: string, messageId: string): Promise<ChatSession> {
  const mine = sql`s.id = ${sessionId}::uuid and s.owner_id = ${actor.userId}::uuid and s.deleted_at is null`
  const { rows } = await db.execute(sql`
    update chat_sessions s set head_id = ${newestEnd(sql`${messageId}::uuid`)}, comparing_id = null
    where ${mine} and (s.comparing_id is not null or not exists (select 1 from generations g where g.session_id = s.id and g.status = 'running'))
      and exists (select 1 from chat_messages m where m.id = ${messageId}::uuid and m.session_id = s.id)
    returning true as found`)
  if (rows.length === 0) {
    const why = await db.execute(sql`
      select exists (select 1 from chat_messages m where m.id = ${messageId}::uuid and m.session_id = s.id) as found from chat_sessions s where ${mine}`)
    const [session] = Found.parse(why.rows)
    if (session) throw appError(session.found ? 'CHAT_BUSY' : 'CHAT_MESSAGE_NOT_FOUND', session.found ? { retryAfter: 1 } : {})
  }
  return await findSession(db, actor, sessionId)
}
