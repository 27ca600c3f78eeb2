import { and, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { type ItemSortField, parseSort } from '#shared/items.ts'
import { appError } from '../errors.ts'
import { nameSortKey, sortKeyOf } from './field-columns.ts'
import { items } from './tables.ts'

/** What rows are compared by: never null, so that a cursor can name any place. */
type Key = { key: SQL; type: SQL }
/** A sort whose fields are known. */
export type Order = (Key & { field: string; descending: boolean })[]

const { placeholder } = sql
const own: Record<ItemSortField, Key> = {
  created_at: { key: sql`${items.createdAt}`, type: sql`timestamptz` },
  updated_at: { key: sql`${items.updatedAt}`, type: sql`timestamptz` },
  deleted_at: { key: sql`${items.deletedAt}`, type: sql`timestamptz` },
  name: nameSortKey,
}
const ownFields: Record<string, Key | undefined> = own

/** @throws VALIDATION_FAILED for what is no field, or one of several values */
export function readSort(sort: string, fields: readonly Field[]): Order {
  return parseSort(sort).map(({ field: name, descending }) => {
    const field = fields.find(({ key }) => key === name)
    const key = field ? sortKeyOf(field, fields) : Object.hasOwn(ownFields, name) ? ownFields[name] : undefined
    if (key) return { field: name, descending, ...key }
    const message = { en: `A list cannot be sorted by ${name}.`, 'zh-CN': `不能按 ${name} 排序。` }
    throw appError('VALIDATION_FAILED', { details: [{ path: 'sort', message }] })
  })
}

/** Live rows of a collection, or those in its trash. */
export const inTrash = (trash: boolean, collection: SQL = sql`${placeholder('collection')}::uuid`): SQL | undefined =>
  and(eq(items.collectionId, collection), trash ? isNotNull(items.deletedAt) : isNull(items.deletedAt))

/** Ids break ties the way of the last field, so that one index serves both. */
const idDescending = (order: Order) => order.at(-1)?.descending ?? true

export function orderBy(order: Order): SQL[] {
  return [...order.map(({ key, descending }) => (descending ? sql`${key} desc` : key)), idDescending(order) ? sql`${items.id} desc` : sql`${items.id}`]
}

/** The same list from its other end. */
export const reversed = (order: Order): Order => order.map((key) => ({ ...key, descending: !key.descending }))

/** The rows behind a cursor, in a sort whose fields may run in different directions; its values are the placeholders at0, at1 … and afterId. */
export function behind(order: Order): SQL | undefined {
  const columns = [
    ...order.map(({ key, type, descending }, index) => ({ key, value: sql`${placeholder(`at${index}`)}::${type}`, descending })),
    { key: sql`${items.id}`, value: sql`${placeholder('afterId')}::uuid`, descending: idDescending(order) },
  ]
  const [first] = columns
  if (!first) return undefined
  if (columns.every((column) => column.descending === first.descending)) {
    const row = (parts: SQL[]) => sql`(${sql.join(parts, sql`, `)})`
    const [left, right] = [row(columns.map(({ key }) => key)), row(columns.map(({ value }) => value))]
    return first.descending ? sql`${left} < ${right}` : sql`${left} > ${right}`
  }
  const steps = columns.map(({ key, value, descending }, index) =>
    and(...columns.slice(0, index).map((earlier) => sql`${earlier.key} = ${earlier.value}`), descending ? sql`${key} < ${value}` : sql`${key} > ${value}`),
  )
  // The first field's bound says nothing new, but an index can start from it.
  return and(first.descending ? sql`${first.key} <= ${first.value}` : sql`${first.key} >= ${first.value}`, or(...steps))
}
