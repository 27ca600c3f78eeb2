import { and, count, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import type { Comment, ListCommentsQuery } from '#shared/comments.ts'
import { type Actor, can } from '#shared/permissions.ts'
import { actAs } from '../audit/acting.ts'
import { users } from '../auth/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { readCursor, writeCursor } from '../items/cursor.ts'
import { findItem, itemsOf } from '../items/queries.ts'
import { items } from '../items/tables.ts'
import { itemComments } from './tables.ts'

const columns = {
  id: itemComments.id,
  itemId: itemComments.itemId,
  body: itemComments.body,
  authorId: itemComments.authorId,
  authorName: users.name,
  version: itemComments.version,
  createdAt: itemComments.createdAt,
  updatedAt: itemComments.updatedAt,
  deletedAt: itemComments.deletedAt,
}
type Row = Omit<typeof itemComments.$inferSelect, 'collectionId'> & { authorName: string | null }

const toComment = (row: Row): Comment => ({
  id: row.id,
  item_id: row.itemId,
  body: row.body,
  author_id: row.authorId,
  author_name: row.authorName,
  version: row.version,
  created_at: toTimestamp(row.createdAt),
  updated_at: toTimestamp(row.updatedAt),
})

const live = isNull(itemComments.deletedAt)
const select = (db: Db) => db.select(columns).from(itemComments).leftJoin(users, eq(users.id, itemComments.authorId))

/** Newest first. @throws ITEM_NOT_FOUND, INVALID_PARAMETER */
export async function listComments(db: Db, actor: Actor, collection: Collection, itemId: string, { limit, cursor }: ListCommentsQuery) {
  await findItem(db, actor, itemsOf(collection), itemId)
  const of = `comments ${itemId}`
  const after = cursor === undefined ? undefined : readCursor(cursor, of)
  const older = after && sql`(${itemComments.createdAt}, ${itemComments.id}) < (${after.at[0] ?? ''}::timestamptz, ${after.id}::uuid)`
  const here = and(eq(itemComments.itemId, itemId), live)
  const rows = await select(db)
    .where(and(here, older))
    .orderBy(desc(itemComments.createdAt), desc(itemComments.id))
    .limit(limit + 1)
  const [{ total } = { total: 0 }] = await db.select({ total: count() }).from(itemComments).where(here)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { comments: page.map(toComment), total, next_cursor: last ? writeCursor({ of, at: [toTimestamp(last.createdAt)], id: last.id }) : null }
}

/** How many each has, of those that have any; of items that are not there nobody is told. */
export async function countComments(db: Db, _actor: Actor, { id }: Collection, itemIds: readonly string[]) {
  return await db
    .select({ item_id: itemComments.itemId, count: count() })
    .from(itemComments)
    .innerJoin(items, and(eq(items.id, itemComments.itemId), eq(items.collectionId, id), isNull(items.deletedAt)))
    .where(and(inArray(itemComments.itemId, [...itemIds]), live))
    .groupBy(itemComments.itemId)
}

/** Of an item that is in the trash nobody reads or changes what was said of it. @throws COMMENT_NOT_FOUND */
async function findRow(db: Db, id: string, state: SQL = live): Promise<Row> {
  const [row] = await select(db)
    .innerJoin(items, and(eq(items.id, itemComments.itemId), isNull(items.deletedAt)))
    .where(and(eq(itemComments.id, id), state))
    .for('update', { of: itemComments })
  if (!row) throw appError('COMMENT_NOT_FOUND')
  return row
}

function requireVersion(row: Row, expected: number[] | null) {
  if (expected && !expected.includes(row.version)) throw appError('PRECONDITION_FAILED', { current: toComment(row) })
}

/** @throws ITEM_NOT_FOUND */
export async function createComment(db: Db, actor: Actor, collection: Collection, itemId: string, body: string): Promise<Comment> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    await findItem(tx, actor, itemsOf(collection), itemId)
    const id = newId()
    await tx.insert(itemComments).values({ id, itemId, collectionId: collection.id, authorId: actor.userId, body })
    return toComment(await findRow(tx, id))
  })
}

/** What somebody has said nobody else changes. @throws COMMENT_NOT_FOUND, FORBIDDEN; PRECONDITION_FAILED with the comment as it is */
export async function updateComment(db: Db, actor: Actor, id: string, body: string, expected: number[] | null): Promise<Comment> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const row = await findRow(tx, id)
    if (row.authorId !== actor.userId) throw appError('FORBIDDEN')
    requireVersion(row, expected)
    if (row.body !== body)
      await tx
        .update(itemComments)
        .set({ body, version: row.version + 1, updatedAt: sql`now()` })
        .where(eq(itemComments.id, id))
    return toComment(await findRow(tx, id))
  })
}

/** One's own, and with `collections:manage` anybody's. */
function requireOwn(row: Row, actor: Actor) {
  if (row.authorId !== actor.userId && !can(actor, 'collections:manage')) throw appError('FORBIDDEN')
}

/** It can be brought back. @throws COMMENT_NOT_FOUND, FORBIDDEN; PRECONDITION_FAILED with the comment as it is */
export async function deleteComment(db: Db, actor: Actor, id: string, expected: number[] | null): Promise<Comment> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const row = await findRow(tx, id)
    requireOwn(row, actor)
    requireVersion(row, expected)
    await tx.update(itemComments).set({ deletedAt: sql`now()` }).where(eq(itemComments.id, id))
    return toComment(row)
  })
}

/** One that is there is given as it is. @throws COMMENT_NOT_FOUND, FORBIDDEN */
export async function restoreComment(db: Db, actor: Actor, id: string): Promise<Comment> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const row = await findRow(tx, id, sql`true`)
    requireOwn(row, actor)
    if (row.deletedAt !== null) await tx.update(itemComments).set({ deletedAt: null }).where(eq(itemComments.id, id))
    return toComment(row)
  })
}
