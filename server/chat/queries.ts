import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { ChatSession } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { tell } from './signals.ts'
import { chatSessions, generations } from './tables.ts'

export const sessionColumns = {
  id: chatSessions.id,
  title: chatSessions.title,
  model: chatSessions.model,
  messageCount: chatSessions.messageCount,
  running: sql<boolean>`exists (select 1 from ${generations} g where g.session_id = ${sql.raw('"chat_sessions"."id"')} and g.status = 'running')`,
  headId: chatSessions.headId,
  unread: chatSessions.unread,
  pinnedAt: chatSessions.pinnedAt,
  archivedAt: chatSessions.archivedAt,
  folderId: chatSessions.folderId,
  deletedAt: chatSessions.deletedAt,
  createdAt: chatSessions.createdAt,
  updatedAt: chatSessions.updatedAt,
}
type SessionRow = Pick<typeof chatSessions.$inferSelect, Exclude<keyof typeof sessionColumns, 'running'>> & { running: boolean }

export const toSession = (row: SessionRow): ChatSession => ({
  id: row.id,
  title: row.title,
  model: row.model,
  message_count: row.messageCount,
  running: row.running,
  head_id: row.headId,
  unread: row.unread,
  pinned: row.pinnedAt !== null,
  archived: row.archivedAt !== null,
  folder_id: row.folderId,
  deleted_at: row.deletedAt === null ? null : toTimestamp(row.deletedAt),
  created_at: toTimestamp(row.createdAt),
  updated_at: toTimestamp(row.updatedAt),
})

/** @throws CHAT_SESSION_NOT_FOUND, also for one that was deleted */
export async function findSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  const [row] = await db
    .select(sessionColumns)
    .from(chatSessions)
    .where(and(eq(chatSessions.id, id), eq(chatSessions.ownerId, actor.userId), isNull(chatSessions.deletedAt)))
  if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
  return toSession(row)
}

/**
 * Asks whoever writes an answer to stop.
 * @returns whether it was still being written
 * @throws GENERATION_NOT_FOUND
 */
export async function requestStop(db: Db, actor: Actor, id: string): Promise<boolean> {
  const mine = and(eq(generations.id, id), eq(generations.ownerId, actor.userId))
  const asked = await db
    .update(generations)
    .set({ stopRequested: true })
    .where(and(mine, eq(generations.status, 'running')))
    .returning({ id: generations.id, told: tell('stop', sql`${generations.id}`) })
  if (asked.length > 0) return true
  const [{ n } = { n: 0 }] = await db.select({ n: count() }).from(generations).where(mine)
  if (n === 0) throw appError('GENERATION_NOT_FOUND')
  return false
}

/** The same of whatever another process writes to a conversation. */
export async function requestSessionStop(db: Db, actor: Actor, sessionId: string): Promise<void> {
  await db
    .update(generations)
    .set({ stopRequested: true })
    .where(and(eq(generations.sessionId, sessionId), eq(generations.ownerId, actor.userId), eq(generations.status, 'running')))
    .returning({ told: tell('stop', sql`${generations.id}`) })
}
