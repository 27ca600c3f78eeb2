import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatSession } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { findSession, sessionColumns, toSession } from '../queries.ts'
import { chatSessions } from '../tables.ts'
import { ownToChange } from './change-session.ts'

/** Conversations that go for good in one statement: each takes its messages along, which may be thousands. */
const PURGE_AT_ONCE = 20
/** Somebody who empties the list waits no longer than this; what is left goes with the next try, or by itself. */
const EMPTY_MS = 5000

/** Takes a conversation out of everything but the list of deleted ones. @throws CHAT_SESSION_NOT_FOUND */
export async function deleteSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  const session = await findSession(db, actor, id)
  const [deleted] = await db
    .update(chatSessions)
    // Whoever imports it again wants to have it again.
    .set({ deletedAt: sql`now()`, importKey: null })
    .where(and(ownToChange(actor, id), isNull(chatSessions.deletedAt)))
    .returning({ deletedAt: chatSessions.deletedAt })
  if (!deleted) throw appError('CHAT_SESSION_NOT_FOUND')
  return { ...session, running: false, deleted_at: new Date(deleted.deletedAt ?? '').toISOString() }
}

/** Undoes it, as often as one likes. @throws CHAT_SESSION_NOT_FOUND */
export async function restoreSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  await db
    .update(chatSessions)
    .set({ deletedAt: null })
    .where(and(ownToChange(actor, id), isNotNull(chatSessions.deletedAt)))
  return await findSession(db, actor, id)
}

/** Only what was deleted before. @throws CHAT_SESSION_NOT_FOUND */
export async function purgeSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  const [row] = await db
    .select(sessionColumns)
    .from(chatSessions)
    .where(and(eq(chatSessions.id, id), eq(chatSessions.ownerId, actor.userId), isNotNull(chatSessions.deletedAt)))
  const gone = await db
    .delete(chatSessions)
    .where(and(ownToChange(actor, id), isNotNull(chatSessions.deletedAt)))
    .returning({ id: chatSessions.id })
  if (!row || gone.length === 0) throw appError('CHAT_SESSION_NOT_FOUND')
  return { ...toSession(row), running: false }
}

const Purged = z.array(z.object({ id: z.string() }))

/** Everything that the caller has deleted. @returns how many went */
export async function purgeAll(db: Db, actor: Actor): Promise<number> {
  const until = performance.now() + EMPTY_MS
  const some = () =>
    asActor(db, actor, (tx) =>
      tx.execute(sql`
        delete from chat_sessions where id in (
          select id from chat_sessions where owner_id = ${actor.userId}::uuid and deleted_at is not null
          order by deleted_at limit ${PURGE_AT_ONCE}::int for update skip locked)
        returning id`),
    )
  return await repeatedly(some, until)
}

/** What was deleted longer ago than people are promised to find it. @returns how many went */
export async function purgeOld(db: Db, days: number): Promise<number> {
  const some = () =>
    asActor(db, { userId: null, source: 'system' }, (tx) =>
      tx.execute(sql`
        delete from chat_sessions where id in (
          select id from chat_sessions where deleted_at <= now() - make_interval(days => ${days}::int)
          order by deleted_at limit ${PURGE_AT_ONCE}::int for update skip locked)
        returning id`),
    )
  return await repeatedly(some, Number.POSITIVE_INFINITY)
}

async function repeatedly(some: () => Promise<{ rows: unknown[] }>, until: number): Promise<number> {
  let all = 0
  for (;;) {
    const n = Purged.parse((await some()).rows).length
    all += n
    if (n < PURGE_AT_ONCE || performance.now() > until) return all
  }
}
