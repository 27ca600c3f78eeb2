import { sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import type { CollectionItem, CreateCollectionItem, UpdateCollectionItem, Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { missingLinks } from './check-links.ts'
import { checkValues } from './check-values.ts'
import { noteUses, resolveFiles } from './files/hold-files.ts'
import { createItem, type Expected, itemsOf, updateItem } from './queries.ts'
import { lockRows } from './write-rows.ts'

/** @throws COLLECTION_NOT_FOUND, VALIDATION_FAILED naming each field */
export async function createWithValues(db: Db, actor: Actor, slug: string, { name, description, values = {} }: CreateCollectionItem): Promise<CollectionItem> {
  return await withFields(db, actor, slug, async (tx, collection) => {
    const { fields } = collection
    const checked = checkValues(fields, {}, await filled(tx, actor, fields, null, values))
    await requireLinked(tx, fields, values)
    const item = await createItem(tx, actor, itemsOf(collection), { name, description }, checked)
    await noteUses(tx, [{ id: item.id, values: checked }])
    return item
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
  return await withFields(db, actor, slug, async (tx, collection) => {
    const { fields } = collection
    const of = itemsOf(collection)
    if (values === undefined) return await updateItem(tx, actor, of, id, change, expected)
    // Two who change different fields at once keep both.
    const before = (await lockRows(tx, [id])).get(id)
    if (!before || before.collection_id !== collection.id || before.deleted_at !== null) throw appError('ITEM_NOT_FOUND')
    const checked = checkValues(fields, before.values, await filled(tx, actor, fields, id, values))
    await requireLinked(tx, fields, values)
    const item = await updateItem(tx, actor, of, id, change, expected, checked)
    await noteUses(tx, [{ id, values: checked }])
    return item
  })
}

/** Until the transaction ends the fields stay as they are given to `write`. */
export async function withFields<T>(db: Db, actor: Actor, slug: string, write: (tx: Db, collection: Collection) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('collection ' || id, 0)) from collections where slug = ${slug}`)
    return await write(tx, await findCollection(tx, actor, slug))
  })
}

/** With the files that they name whole. */
async function filled(tx: Db, actor: Actor, fields: readonly Field[], itemId: string | null, values: Values): Promise<Values> {
  const [resolved] = await resolveFiles(tx, actor, fields, [{ itemId, values }])
  if (resolved && resolved.details.length > 0) throw appError('VALIDATION_FAILED', { details: resolved.details })
  return resolved?.values ?? values
}

async function requireLinked(tx: Db, fields: readonly Field[], values: Values): Promise<void> {
  const [details = []] = await missingLinks(tx, fields, [values])
  if (details.length > 0) throw appError('VALIDATION_FAILED', { details })
}
