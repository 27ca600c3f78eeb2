import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { ChatSession, UpdateChatSession } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { findSession } from '../queries.ts'
import { chatSessions } from '../tables.ts'
import { chatFolders } from './tables.ts'

/** One of the caller's; on the way the audit learns who changes it. */
export const ownToChange = (actor: Actor, id: string): SQL | undefined =>
  and(eq(chatSessions.id, id), sql`${chatSessions.ownerId} = acting(${actor.userId}::uuid, ${actor.source}::text)`)

/** @throws CHAT_SESSION_NOT_FOUND, CHAT_FOLDER_NOT_FOUND */
export async function changeSession(db: Db, actor: Actor, id: string, change: UpdateChatSession): Promise<ChatSession> {
  const { title, pinned, archived, folder_id: folderId, unread } = change
  if (Object.values(change).every((value) => value === undefined)) return await findSession(db, actor, id)
  return await db.transaction(async (tx) => {
    if (folderId) await requireFolder(tx, actor, folderId)
    const changed = await tx
      .update(chatSessions)
      .set({
        ...(title === undefined ? {} : { title, titledBy: 'user' }),
        ...(pinned === undefined ? {} : { pinnedAt: pinned ? sql`coalesce(${chatSessions.pinnedAt}, now())` : null }),
        // An archived one is in no list that begins with the pinned ones.
        ...(archived === undefined ? {} : archived ? { archivedAt: sql`coalesce(${chatSessions.archivedAt}, now())`, pinnedAt: null } : { archivedAt: null }),
        ...(folderId === undefined ? {} : { folderId }),
        ...(unread === undefined ? {} : { unread }),
      })
      .where(and(ownToChange(actor, id), isNull(chatSessions.deletedAt)))
      .returning({ id: chatSessions.id })
    if (changed.length === 0) throw appError('CHAT_SESSION_NOT_FOUND')
    return await findSession(tx, actor, id)
  })
}

async function requireFolder(tx: Db, actor: Actor, id: string): Promise<void> {
  const found = await tx
    .select({ id: chatFolders.id })
    .from(chatFolders)
    .where(and(eq(chatFolders.id, id), eq(chatFolders.ownerId, actor.userId)))
    // Nobody deletes it until the conversation is in it.
    .for('key share')
  if (found.length === 0) throw appError('CHAT_FOLDER_NOT_FOUND')
}
