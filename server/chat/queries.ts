import { and, count, desc, eq, gt, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatFailure, type ChatHistory, type ChatMessage, type ChatSession, FinishReason, type HistoryQuery, Source, Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { tell } from './signals.ts'
import { chatMessages, chatSessions, generations } from './tables.ts'

const sessionColumns = {
  id: chatSessions.id,
  title: chatSessions.title,
  model: chatSessions.model,
  messageCount: chatSessions.messageCount,
  running: sql<boolean>`exists (select 1 from ${generations} g where g.session_id = ${sql.raw('"chat_sessions"."id"')} and g.status = 'running')`,
  createdAt: chatSessions.createdAt,
  updatedAt: chatSessions.updatedAt,
}
type SessionRow = { id: string; title: string; model: string | null; messageCount: number; running: boolean; createdAt: string; updatedAt: string }

const toSession = (row: SessionRow): ChatSession => ({
  id: row.id,
  title: row.title,
  model: row.model,
  message_count: row.messageCount,
  running: row.running,
  created_at: toTimestamp(row.createdAt),
  updated_at: toTimestamp(row.updatedAt),
})

const own = (actor: Actor, id: string): SQL | undefined => and(eq(chatSessions.id, id), eq(chatSessions.ownerId, actor.userId))
/** The same for a change: on the way the audit learns who makes it. */
const ownToChange = (actor: Actor, id: string): SQL | undefined =>
  and(eq(chatSessions.id, id), sql`${chatSessions.ownerId} = acting(${actor.userId}::uuid, ${actor.source}::text)`)

/** @throws CHAT_SESSION_NOT_FOUND */
export async function findSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  const [row] = await db.select(sessionColumns).from(chatSessions).where(own(actor, id))
  if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
  return toSession(row)
}

const Cursor = z.tuple([z.iso.datetime(), z.uuid()])

/** The conversations of the caller, the one touched last first. @throws INVALID_PARAMETER for a cursor that is none */
export async function listSessions(
  db: Db,
  actor: Actor,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ sessions: ChatSession[]; next_cursor: string | null }> {
  const at = query.cursor === undefined ? undefined : readCursor(query.cursor, Cursor)
  const rows = await db
    .select(sessionColumns)
    .from(chatSessions)
    .where(
      and(
        eq(chatSessions.ownerId, actor.userId),
        at && or(lt(chatSessions.updatedAt, at[0]), and(eq(chatSessions.updatedAt, at[0]), lt(chatSessions.id, at[1]))),
      ),
    )
    .orderBy(sql`${chatSessions.updatedAt} desc`, sql`${chatSessions.id} desc`)
    .limit(query.limit + 1)
  const sessions = rows.slice(0, query.limit).map(toSession)
  const last = sessions.at(-1)
  return { sessions, next_cursor: rows.length > query.limit && last ? writeCursor([last.updated_at, last.id]) : null }
}

/** @throws CHAT_SESSION_NOT_FOUND */
export async function renameSession(db: Db, actor: Actor, id: string, title: string): Promise<ChatSession> {
  const renamed = await db.update(chatSessions).set({ title }).where(ownToChange(actor, id)).returning({ id: chatSessions.id })
  if (renamed.length === 0) throw appError('CHAT_SESSION_NOT_FOUND')
  return await findSession(db, actor, id)
}

/** With its messages, and whatever is being written to it. @throws CHAT_SESSION_NOT_FOUND */
export async function deleteSession(db: Db, actor: Actor, id: string): Promise<ChatSession> {
  const session = await findSession(db, actor, id)
  const deleted = await db.delete(chatSessions).where(ownToChange(actor, id)).returning({ id: chatSessions.id })
  if (deleted.length === 0) throw appError('CHAT_SESSION_NOT_FOUND')
  return { ...session, running: false }
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

type MessageRow = Omit<typeof chatMessages.$inferSelect, 'ownerId'> & { generationId: string | null }

const toMessage = (row: MessageRow): ChatMessage => ({
  id: row.id,
  session_id: row.sessionId,
  role: row.role,
  content: row.content,
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

const writeCursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function readCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw appError('INVALID_PARAMETER', { cause: error, details: [{ path: 'cursor', message: 'next_cursor of the page before.' }] })
  }
}
