import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { COLLECTIONS_MAX, type Collection, type CreateCollection, type UpdateCollection } from '#shared/collections.ts'
import { type CreateField, FIELDS_MAX, Field } from '#shared/fields.ts'
import type { Actor } from '#shared/permissions.ts'
import { actAs } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { settleFormulas } from './formulas/settle.ts'
import { makeField } from './make-field.ts'
import { makeKey } from './make-key.ts'
import { collections } from './tables.ts'

const SLUG_MAX = 60
const columns = {
  id: collections.id,
  slug: collections.slug,
  name: collections.name,
  description: collections.description,
  fields: collections.fields,
  deleted_fields: collections.deletedFields,
  version: collections.version,
  created_at: collections.createdAt,
  updated_at: collections.updatedAt,
}
const Fields = z.array(Field)
type Row = Omit<Collection, 'fields' | 'deleted_fields'> & { fields: unknown; deleted_fields: unknown }

const toCollection = (row: Row): Collection => ({
  ...row,
  fields: Fields.parse(row.fields),
  deleted_fields: Fields.parse(row.deleted_fields),
  created_at: toTimestamp(row.created_at),
  updated_at: toTimestamp(row.updated_at),
})

const live = isNull(collections.deletedAt)

export async function listCollections(db: Db, _actor: Actor): Promise<Collection[]> {
  const rows = await db.select(columns).from(collections).where(live).orderBy(asc(collections.createdAt), asc(collections.id))
  return rows.map(toCollection)
}

/** @throws COLLECTION_NOT_FOUND */
export async function findCollection(db: Db, _actor: Actor, slug: string): Promise<Collection> {
  const [row] = await db
    .select(columns)
    .from(collections)
    .where(and(eq(collections.slug, slug), live))
  if (!row) throw appError('COLLECTION_NOT_FOUND')
  return toCollection(row)
}

/** By their ids; what is not there (any more) is left out. */
export async function findCollections(db: Db, ids: string[]): Promise<Collection[]> {
  const rows = await db
    .select(columns)
    .from(collections)
    .where(and(inArray(collections.id, ids), live))
  return rows.map(toCollection)
}

/** In the transaction of its Idempotency-Key. @throws COLLECTIONS_FULL, COLLECTION_TAKEN, VALIDATION_FAILED */
export async function createCollection(db: Db, actor: Actor, given: CreateCollection): Promise<Collection> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    // Two at a time would both find room for the last one, and make the same address of one name.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('collections', 0))`)
    const [{ n } = { n: 0 }] = await tx.select({ n: count() }).from(collections).where(live)
    if (n >= COLLECTIONS_MAX) throw appError('COLLECTIONS_FULL')
    const taken = new Set((await tx.select({ slug: collections.slug }).from(collections)).map(({ slug }) => slug))
    if (given.slug !== undefined && taken.has(given.slug)) throw appError('COLLECTION_TAKEN', { details: [{ path: 'slug', message: '' }] })
    const slug = given.slug ?? makeKey(given.name, { joint: '-', max: SLUG_MAX, fallback: 'collection', taken })
    const fields: Field[] = []
    for (const [at, field] of (given.fields ?? []).entries()) fields.push(makeField(field, fields, `fields.${at}.key`))
    await requireTargets(tx, actor, fields)
    const settled = settleFormulas(fields, (field) => `fields.${fields.indexOf(field)}.formula`)
    await tx.insert(collections).values({ id: newId(), slug, name: given.name, description: given.description ?? null, fields: settled })
    return await findCollection(tx, actor, slug)
  })
}

/** Changes what is given. @throws COLLECTION_NOT_FOUND, VALIDATION_FAILED; PRECONDITION_FAILED with the collection as it is */
export async function updateCollection(db: Db, actor: Actor, slug: string, change: UpdateCollection, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, (before) => ({
    ...before,
    name: change.name ?? before.name,
    description: change.description === undefined ? before.description : change.description,
    fields: change.field_order ? inOrder(before.fields, change.field_order) : before.fields,
  }))
}

/** Behind the fields that are there. @throws COLLECTION_NOT_FOUND, FIELDS_FULL, VALIDATION_FAILED; PRECONDITION_FAILED with the collection as it is */
export async function addField(db: Db, actor: Actor, slug: string, given: CreateField, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, async (before, tx) => {
    if (before.fields.length >= FIELDS_MAX) throw appError('FIELDS_FULL')
    const field = makeField(given, [...before.fields, ...before.deleted_fields], 'key')
    await requireTargets(tx, actor, [field])
    return { ...before, fields: [...before.fields, field] }
  })
}

/** It is shown nowhere any more; what it holds stays where it is, until it is restored. @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND; PRECONDITION_FAILED */
export async function deleteField(db: Db, actor: Actor, slug: string, key: string, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, ({ fields, deleted_fields, ...before }) => {
    const field = requireField(fields, key)
    return { ...before, fields: fields.filter((one) => one !== field), deleted_fields: [...deleted_fields, field] }
  })
}

/** Behind the others. @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, FIELDS_FULL; PRECONDITION_FAILED */
export async function restoreField(db: Db, actor: Actor, slug: string, key: string, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, ({ fields, deleted_fields, ...before }) => {
    const field = requireField(deleted_fields, key)
    if (fields.length >= FIELDS_MAX) throw appError('FIELDS_FULL')
    return { ...before, fields: [...fields, field], deleted_fields: deleted_fields.filter((one) => one !== field) }
  })
}

/** @throws FIELD_NOT_FOUND */
export function requireField(fields: readonly Field[], key: string): Field {
  const field = fields.find((one) => one.key === key)
  if (!field) throw appError('FIELD_NOT_FOUND')
  return field
}

type Change = Pick<Collection, 'name' | 'description' | 'fields' | 'deleted_fields'>

/**
 * Nobody else changes it, and nobody writes an item by its fields, until this transaction ends.
 * @throws what `change` throws, and what a formula does that is wrong then
 */
export async function changing(
  db: Db,
  actor: Actor,
  slug: string,
  expected: number[] | null,
  change: (before: Collection, tx: Db) => Change | Promise<Change>,
): Promise<Collection> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('collection ' || id, 0)) from collections where slug = ${slug}`)
    const before = await findCollection(tx, actor, slug)
    if (expected && !expected.includes(before.version)) throw appError('PRECONDITION_FAILED', { current: before })
    const { name, description, fields: given, deleted_fields: deletedFields } = await change(before, tx)
    const kept = new Set(before.fields)
    // What was there and stays as it was has not become wrong by itself.
    const fields = given === before.fields ? given : settleFormulas(given, (field) => (kept.has(field) ? undefined : 'formula'))
    await tx
      .update(collections)
      .set({ name, description, fields, deletedFields, version: before.version + 1, updatedAt: sql`now()` })
      .where(eq(collections.id, before.id))
    return await findCollection(tx, actor, slug)
  })
}

function inOrder(fields: Field[], keys: string[]): Field[] {
  const ordered = keys.flatMap((key) => fields.find((field) => field.key === key) ?? [])
  if (new Set(keys).size !== fields.length || ordered.length !== fields.length)
    throw appError('VALIDATION_FAILED', {
      details: [{ path: 'field_order', message: { en: 'Name each field of the collection once.', 'zh-CN': '须列出该数据表的每个字段各一次。' } }],
    })
  return ordered
}

/** What relations lead to has to be there. */
async function requireTargets(tx: Db, actor: Actor, fields: Field[]): Promise<void> {
  for (const { collection } of fields) if (collection !== undefined) await findCollection(tx, actor, collection)
}
