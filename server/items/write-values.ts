import { inArray, sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import type { CollectionItem, CreateCollectionItem, UpdateCollectionItem, Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { users } from '../auth/tables.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import { type AppError, appError } from '../errors.ts'
import { checkValues } from './check-values.ts'
import { createItem, type Expected, findItem, itemsOf, updateItem } from './queries.ts'
import { items } from './tables.ts'

/** @throws COLLECTION_NOT_FOUND, VALIDATION_FAILED naming each field */
export async function createWithValues(db: Db, actor: Actor, slug: string, { name, description, values = {} }: CreateCollectionItem): Promise<CollectionItem> {
  return await withFields(db, actor, slug, async (tx, { id, fields }) => {
    const checked = checkValues(fields, {}, values)
    await requireLinked(tx, fields, values)
    return await createItem(tx, actor, itemsOf(id), { name, description }, checked)
  })
}

/** Changes what is given. @throws COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, VALIDATION_FAILED; PRECONDITION_FAILED with the item as it is */
export async function updateWithValues(
  db: Db,
  actor: Actor,
  slug: string,
  id: string,
  { values, ...change }: UpdateCollectionItem,
  expected: Expected,
): Promise<CollectionItem> {
  return await withFields(db, actor, slug, async (tx, { id: collection, fields }) => {
    const of = itemsOf(collection)
    if (values === undefined) return await updateItem(tx, actor, of, id, change, expected)
    // Two who change different fields at once keep both.
    await tx.select({ id: items.id }).from(items).where(sql`${items.id} = ${id}::uuid`).for('no key update')
    const before = await findItem(tx, actor, of, id)
    const checked = checkValues(fields, before.values, values)
    await requireLinked(tx, fields, values)
    return await updateItem(tx, actor, of, id, change, expected, checked)
  })
}

/** Until the transaction ends the fields stay as they are given to `write`. */
async function withFields<T>(db: Db, actor: Actor, slug: string, write: (tx: Db, collection: Collection) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('collection ' || id, 0)) from collections where slug = ${slug}`)
    return await write(tx, await findCollection(tx, actor, slug))
  })
}

/** What a value leads to has to be there: persons of the workspace, items of the collection that the field names. @throws VALIDATION_FAILED */
async function requireLinked(tx: Db, fields: readonly Field[], values: Values): Promise<void> {
  const details: AppError['details'] = []
  for (const field of fields) {
    const ids = values[field.key]
    if ((field.type !== 'person' && field.type !== 'relation') || !Array.isArray(ids)) continue
    const wanted = ids.map(String)
    const found = field.type === 'person' ? await findPersons(tx, wanted) : await findTargets(tx, field.collection ?? '', wanted)
    for (const [at, id] of wanted.entries())
      if (!found.has(id)) details.push({ path: `values.${field.key}.${at}`, message: { en: 'This does not exist.', 'zh-CN': '该记录不存在。' } })
  }
  if (details.length > 0) throw appError('VALIDATION_FAILED', { details })
}

async function findPersons(tx: Db, ids: string[]): Promise<Set<string>> {
  const rows = await tx.select({ id: users.id }).from(users).where(inArray(users.id, ids))
  return new Set(rows.map(({ id }) => id))
}

async function findTargets(tx: Db, slug: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: items.id })
    .from(items)
    .where(sql`${inArray(items.id, ids)} and ${items.deletedAt} is null and ${items.collectionId} = (select id from collections where slug = ${slug})`)
  return new Set(rows.map(({ id }) => id))
}
