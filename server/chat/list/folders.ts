import { and, asc, count, eq, sql } from 'drizzle-orm'
import { type ChatFolder, FOLDERS_MAX } from '#shared/chat-list.ts'
import type { Actor } from '#shared/permissions.ts'
import { actAs } from '../../audit/acting.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { violates } from '../violates.ts'
import { chatFolders } from './tables.ts'

const columns = {
  id: chatFolders.id,
  name: chatFolders.name,
  session_count: sql<number>`(
    select count(*)::int from chat_sessions s
    where s.folder_id = ${sql.raw('"chat_folders"."id"')} and s.archived_at is null and s.deleted_at is null)`,
  created_at: chatFolders.createdAt,
}
const toFolder = <T extends { created_at: string }>(row: T) => ({ ...row, created_at: toTimestamp(row.created_at) })
const own = (actor: Actor, id: string) => and(eq(chatFolders.id, id), eq(chatFolders.ownerId, actor.userId))

/** By name, whatever the language; the page sorts them for its reader. */
export async function listFolders(db: Db, actor: Actor): Promise<ChatFolder[]> {
  const rows = await db.select(columns).from(chatFolders).where(eq(chatFolders.ownerId, actor.userId)).orderBy(asc(chatFolders.name)).limit(FOLDERS_MAX)
  return rows.map(toFolder)
}

async function findFolder(db: Db, actor: Actor, id: string): Promise<ChatFolder> {
  const [row] = await db.select(columns).from(chatFolders).where(own(actor, id))
  if (!row) throw appError('CHAT_FOLDER_NOT_FOUND')
  return toFolder(row)
}

const taken = (error: unknown) => (violates(error, ['chat_folders_name']) ? appError('CHAT_FOLDER_TAKEN', { cause: error }) : error)

/** In the transaction of its Idempotency-Key. @throws CHAT_FOLDER_TAKEN, CHAT_FOLDERS_FULL */
export async function createFolder(db: Db, actor: Actor, name: string): Promise<ChatFolder> {
  try {
    return await db.transaction(async (tx) => {
      await actAs(tx, actor)
      const [{ n } = { n: 0 }] = await tx.select({ n: count() }).from(chatFolders).where(eq(chatFolders.ownerId, actor.userId))
      if (n >= FOLDERS_MAX) throw appError('CHAT_FOLDERS_FULL')
      const id = newId()
      await tx.insert(chatFolders).values({ id, ownerId: actor.userId, name })
      return await findFolder(tx, actor, id)
    })
  } catch (error) {
    throw taken(error)
  }
}

/** @throws CHAT_FOLDER_NOT_FOUND, CHAT_FOLDER_TAKEN */
export async function renameFolder(db: Db, actor: Actor, id: string, name: string): Promise<ChatFolder> {
  try {
    return await db.transaction(async (tx) => {
      await actAs(tx, actor)
      await tx.update(chatFolders).set({ name }).where(own(actor, id))
      return await findFolder(tx, actor, id)
    })
  } catch (error) {
    throw taken(error)
  }
}

/** Its conversations stay, in no folder. @throws CHAT_FOLDER_NOT_FOUND */
export async function deleteFolder(db: Db, actor: Actor, id: string): Promise<ChatFolder> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const folder = await findFolder(tx, actor, id)
    await tx.delete(chatFolders).where(own(actor, id))
    return folder
  })
}
