import { and, eq, inArray, isNotNull, notExists, sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import type { ItemFile } from '#shared/item-files.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { items } from '../tables.ts'
import { itemFileParts, itemFiles, itemFileUses } from './tables.ts'

type Row = Pick<typeof itemFiles.$inferSelect, 'id' | 'name' | 'mediaType' | 'size'>
export const toFile = ({ id, name, mediaType, size }: Row): ItemFile => ({ id, name, type: mediaType ?? '', size })

const columns = { id: itemFiles.id, name: itemFiles.name, mediaType: itemFiles.mediaType, size: itemFiles.size }

/** What the caller has uploaded. @throws FILE_NOT_FOUND */
export async function findOwnFile(db: Db, actor: Actor, id: string): Promise<ItemFile> {
  const [row] = await db
    .select(columns)
    .from(itemFiles)
    .where(and(eq(itemFiles.id, id), eq(itemFiles.ownerId, actor.userId), isNotNull(itemFiles.mediaType)))
  if (!row) throw appError('FILE_NOT_FOUND')
  return toFile(row)
}

/** What an item of the collection holds, or has held, as its history says. @throws FILE_NOT_FOUND */
export async function findFileOf(db: Db, _actor: Actor, { id: collection }: Pick<Collection, 'id'>, itemId: string, id: string): Promise<ItemFile> {
  const [row] = await db
    .select(columns)
    .from(itemFileUses)
    .innerJoin(itemFiles, eq(itemFiles.id, itemFileUses.fileId))
    .innerJoin(items, and(eq(items.id, itemFileUses.itemId), eq(items.collectionId, collection)))
    .where(and(eq(itemFileUses.itemId, itemId), eq(itemFileUses.fileId, id), isNotNull(itemFiles.mediaType)))
  if (!row) throw appError('FILE_NOT_FOUND')
  return toFile(row)
}

/** The content, piece by piece; that the caller may read it has been found out before. */
export async function* readContent(db: Db, id: string): AsyncGenerator<Uint8Array, void> {
  for (let position = 0; ; position++) {
    const [part] = await db
      .select({ bytes: itemFileParts.bytes })
      .from(itemFileParts)
      .where(and(eq(itemFileParts.fileId, id), eq(itemFileParts.position, position)))
    if (!part) return
    yield part.bytes
  }
}

/** Files that go at once: each takes its parts along. */
const FORGET_AT_ONCE = 20

/** Removes what no item holds, nor its history, a day after it was uploaded, and what never came to its end after an hour. @returns how many */
export async function forgetFiles(db: Db): Promise<number> {
  let forgotten = 0
  for (;;) {
    const n = await db.transaction(async (tx) => {
      const unused = notExists(tx.select().from(itemFileUses).where(eq(itemFileUses.fileId, itemFiles.id)))
      const old = sql`${itemFiles.createdAt} < now() - case when ${itemFiles.mediaType} is null then interval '1 hour' else interval '1 day' end`
      const held = await tx.select({ id: itemFiles.id }).from(itemFiles).where(and(old, unused)).limit(FORGET_AT_ONCE).for('update', { skipLocked: true })
      const ids = held.map(({ id }) => id)
      if (ids.length === 0) return 0
      // Looked at again now that nobody else can take it: an item may hold one since.
      const gone = await tx
        .delete(itemFiles)
        .where(and(inArray(itemFiles.id, ids), unused))
        .returning({ id: itemFiles.id })
      return gone.length
    })
    forgotten += n
    if (n < FORGET_AT_ONCE) return forgotten
  }
}
