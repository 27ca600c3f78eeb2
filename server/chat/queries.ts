import { and, count, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatFailure, type ChatHistory, type ChatMessage, type ChatSession, FinishReason, type HistoryQuery, Source, Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { FilesOfMessage, filesOfMessage } from '../attachments/send.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { tell } from './signals.ts'
import { chatMessages, chatSessions, generations } from './tables.ts'

export const sessionColumns = {
  id: chatSessions.id,
  title: chatSessions.title,
  model: chatSessions.model,
  messageCount: chatSessions.messageCount,
  running: sql<boolean>`exists (select 1 from ${generations} g where g.session_id = ${sql.raw('"chat_sessions"."id"')} and g.status = 'running')`,
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

const Position = z.int().positive()

type HistoryPage = z.output<typeof HistoryQuery>

/** A page of a conversation, oldest first; the newest one unless the query says which. @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, INVALID_PARAMETER */
export async function readHistory(db: Db, actor: Actor, query: HistoryPage): Promise<ChatHistory> {
  const older = query.cursor === undefined ? undefined : readCursor(query.cursor, Position)
  // A page by its place is read from its end like any other, so that the cursor goes on from there.
  const offset = query.around === undefined ? query.offset : await findOffset(db, actor, query.session_id, query.around, query.limit)
  const before = offset === undefined ? older : offset + query.limit + 1
  const [session, rows] = await Promise.all([
    findSession(db, actor, query.session_id),
    db
      .select({
        id: chatMessages.id,
        sessionId: chatMessages.sessionId,
        position: chatMessages.position,
        role: chatMessages.role,
        content: chatMessages.content,
        attachments: filesOfMessage(sql`${chatMessages.id}`),
        reasoning: chatMessages.reasoning,
        status: chatMessages.status,
        model: chatMessages.model,
        sources: chatMessages.sources,
        usage: chatMessages.usage,
        error: chatMessages.error,
        finishReason: chatMessages.finishReason,
        createdAt: chatMessages.createdAt,
        generationId: generations.id,
      })
      .from(chatMessages)
      .leftJoin(generations, and(eq(generations.messageId, chatMessages.id), eq(generations.status, 'running')))
      .where(
        and(
          eq(chatMessages.sessionId, query.session_id),
          eq(chatMessages.ownerId, actor.userId),
          before === undefined ? undefined : lt(chatMessages.position, before),
          offset === undefined ? undefined : gt(chatMessages.position, offset),
        ),
      )
      .orderBy(desc(chatMessages.position))
      .limit(query.limit),
  ])
  const page = rows.toReversed()
  const [oldest] = page
  return {
    session,
    messages: page.map(toMessage),
    // Positions are counted from 1 without a gap: every question brings its answer, and neither goes alone.
    before: oldest ? oldest.position - 1 : session.message_count,
    total: session.message_count,
    next_cursor: oldest && oldest.position > 1 ? writeCursor(oldest.position) : null,
  }
}

/** Where a page begins that has a message in its middle. @throws CHAT_MESSAGE_NOT_FOUND */
async function findOffset(db: Db, actor: Actor, sessionId: string, id: string, limit: number): Promise<number> {
  const [message] = await db
    .select({ position: chatMessages.position })
    .from(chatMessages)
    .where(and(eq(chatMessages.id, id), eq(chatMessages.sessionId, sessionId), eq(chatMessages.ownerId, actor.userId)))
  if (!message) throw appError('CHAT_MESSAGE_NOT_FOUND')
  return Math.max(0, message.position - 1 - Math.floor(limit / 2))
}

type MessageRow = Omit<typeof chatMessages.$inferSelect, 'ownerId' | 'indexed'> & { generationId: string | null; attachments: unknown }

const toMessage = (row: MessageRow): ChatMessage => ({
  id: row.id,
  session_id: row.sessionId,
  role: row.role,
  content: row.content,
  attachments: FilesOfMessage.parse(row.attachments),
  reasoning: row.reasoning,
  status: row.status,
  model: row.model,
  sources: z.array(Source).parse(row.sources),
  usage: Usage.nullable().parse(row.usage),
  error: ChatFailure.nullable().parse(row.error),
  finish_reason: FinishReason.nullable().parse(row.finishReason),
  generation_id: row.generationId,
  created_at: toTimestamp(row.createdAt),
})

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
