import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { BulkResult, BulkUpdate, BulkUpsert } from '#shared/bulk.ts'
import type { Collection } from '#shared/collections.ts'
import { type FieldType, normalizeValue } from '#shared/fields.ts'
import type { CreateCollectionItem } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { fieldText, nameSortKey, sortKeyOf } from '../field-columns.ts'
import { items } from '../tables.ts'
import { withFields } from '../write-values.ts'
import { type How, writeRows } from './write-bulk.ts'

/** What one value tells from another. */
export const keyTypes: readonly FieldType[] = ['text', 'number', 'currency', 'date', 'date_time', 'select', 'url', 'email']

/**
 * Changes the rows that are there by `key`, and creates the others.
 * @throws COLLECTION_NOT_FOUND, VALIDATION_FAILED where the key tells no rows apart; BULK_FAILED with the result
 */
export async function upsert(db: Db, actor: Actor & { changeSet: string }, slug: string, { key, items: given }: BulkUpsert, how: How): Promise<BulkResult> {
  return await withFields(db, actor, slug, async (tx, collection) => {
    const keys = given.map((item) => keyOf(collection, key, item))
    for (const [at, value] of keys.entries())
      if (keys.indexOf(value) < at) throw refuse(`items.${at}`, 'Another row has the same value of the key.', '另一行具有相同的键值。')
    const known = await findByKey(tx, collection, key, [...new Set(keys)])
    const rows: { create: CreateCollectionItem[]; update: BulkUpdate[] } = { create: [], update: [] }
    const places: Record<'create' | 'update', number[]> = { create: [], update: [] }
    for (const [at, item] of given.entries()) {
      const id = known.get(keys[at] ?? '')
      if (id === undefined) rows.create.push(item)
      else rows.update.push({ id, ...item })
      places[id === undefined ? 'create' : 'update'].push(at)
    }
    const result = await writeRows(tx, actor, collection, rows, how)
    // As they came, not as they were sorted here.
    const inOrder = result.rows.map((row) => ({ ...row, index: places[row.operation === 'create' ? 'create' : 'update'][row.index] ?? row.index }))
    return { ...result, rows: inOrder.toSorted((one, other) => one.index - other.index) }
  })
}

const refuse = (path: string, en: string, zh: string) => appError('VALIDATION_FAILED', { details: [{ path, message: { en, 'zh-CN': zh } }] })

function keyOf({ fields }: Collection, key: string, { name, values = {} }: CreateCollectionItem): string {
  if (key === 'name') return name
  const field = fields.find((one) => one.key === key)
  if (!field || !keyTypes.includes(field.type)) throw refuse('key', 'This is no field that tells rows apart.', '该字段不能用于区分记录。')
  const value = values[key]
  if (value === undefined || value === null) throw refuse(`items.values.${key}`, 'Each row needs a value of the key.', '每一行都须有作为键的值。')
  return String(normalizeValue(field, value))
}

/** @throws BULK_KEY_AMBIGUOUS where two rows have the same */
async function findByKey(tx: Db, collection: Collection, key: string, wanted: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [value, [first = '', second]] of await idsByKey(tx, collection, key, wanted)) {
    if (second !== undefined) throw appError('BULK_KEY_AMBIGUOUS', { current: { key: value } })
    found.set(value, first)
  }
  return found
}

/** Which rows have each of these values of a key. */
export async function idsByKey(tx: Db, { id, fields }: Collection, key: string, wanted: readonly string[]): Promise<Map<string, string[]>> {
  const field = fields.find((one) => one.key === key)
  const value: SQL = field ? fieldText(field.key) : sql`${items.name}`
  const list = sql`jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb)`
  // A row is found in the index that sorts by the same.
  const sortKey = field ? sortKeyOf(field, fields) : nameSortKey
  const near = sortKey && sql`${sortKey.key} in (select ${sortKey.of(sql`value`)} from ${list})`
  const rows = await tx
    .select({ id: items.id, key: sql<string>`${value}` })
    .from(items)
    .where(and(eq(items.collectionId, id), isNull(items.deletedAt), near, sql`${value} in (select value from ${list})`))
  const found = new Map<string, string[]>()
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row.id])
  return found
}
