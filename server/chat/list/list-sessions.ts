import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatSession } from '#shared/chat.ts'
import type { SessionsQuery } from '#shared/chat-list.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { sessionColumns, toSession } from '../queries.ts'
import { chatSessions } from '../tables.ts'

/** Where a page ended, and of which list it was one. */
const Cursor = (of: string) => z.strictObject({ of: z.literal(of), pinned: z.boolean(), at: z.iso.datetime(), id: z.uuid() })

const pinned = sql`(${chatSessions.pinnedAt} is not null)`

/** Each view has an index of its own, which its order and its conditions are those of (../tables.ts). */
const views = {
  active: { only: and(isNull(chatSessions.archivedAt), isNull(chatSessions.deletedAt)), order: [pinned, sql`${chatSessions.updatedAt}`] },
  archived: { only: and(isNotNull(chatSessions.archivedAt), isNull(chatSessions.deletedAt)), order: [sql`${chatSessions.updatedAt}`] },
  deleted: { only: isNotNull(chatSessions.deletedAt), order: [sql`${chatSessions.deletedAt}`] },
}

const inFolder = (folder: string): SQL => (folder === 'none' ? isNull(chatSessions.folderId) : eq(chatSessions.folderId, folder))

/** The conversations of the caller, the one touched last first. @throws INVALID_PARAMETER for a cursor of another list */
export async function listSessions(db: Db, actor: Actor, query: SessionsQuery): Promise<{ sessions: ChatSession[]; next_cursor: string | null }> {
  const { view, folder, limit } = query
  const of = `${view} ${folder ?? ''}`
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, Cursor(of))
  const { only, order } = views[view]
  const keys = [...order, sql`${chatSessions.id}`]
  const behind = after && [...(view === 'active' ? [sql`${after.pinned}::boolean`] : []), sql`${after.at}::timestamptz`, sql`${after.id}::uuid`]
  const rows = await db
    .select(sessionColumns)
    .from(chatSessions)
    .where(
      and(
        eq(chatSessions.ownerId, actor.userId),
        only,
        folder === undefined ? undefined : inFolder(folder),
        behind && sql`(${sql.join(keys, sql`, `)}) < (${sql.join(behind, sql`, `)})`,
      ),
    )
    .orderBy(...keys.map((key) => sql`${key} desc`))
    .limit(limit + 1)
  const sessions = rows.slice(0, limit).map(toSession)
  const last = rows.length > limit ? sessions.at(-1) : undefined
  return {
    sessions,
    next_cursor: last ? writeCursor({ of, pinned: last.pinned, at: (view === 'deleted' && last.deleted_at) || last.updated_at, id: last.id }) : null,
  }
}
