import { and, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { ItemSort } from '#shared/items.ts'
import { items, nameKey } from './tables.ts'

const { placeholder } = sql
const keys = {
  created_at: { key: sql`${items.createdAt}`, type: sql`timestamptz` },
  updated_at: { key: sql`${items.updatedAt}`, type: sql`timestamptz` },
  deleted_at: { key: sql`${items.deletedAt}`, type: sql`timestamptz` },
  name: { key: nameKey, type: sql`text` },
}

/** Live rows of a collection, or those in its trash. */
export const inTrash = (trash: boolean, collection: SQL = sql`${placeholder('collection')}::uuid`): SQL | undefined =>
  and(eq(items.collectionId, collection), trash ? isNotNull(items.deletedAt) : isNull(items.deletedAt))

/** Ids break ties the way of the last field, so that one index serves both. */
const idDescending = (sort: ItemSort) => sort.at(-1)?.descending ?? true

export function orderBy(sort: ItemSort): SQL[] {
  return [
    ...sort.map(({ field, descending }) => (descending ? sql`${keys[field].key} desc` : sql`${keys[field].key}`)),
    idDescending(sort) ? sql`${items.id} desc` : sql`${items.id}`,
  ]
}

/** The rows behind a cursor, in a sort whose fields may run in different directions; its values are the placeholders at0, at1 … and afterId. */
export function behind(sort: ItemSort): SQL | undefined {
  const columns = [
    ...sort.map(({ field, descending }, index) => ({ key: keys[field].key, value: sql`${placeholder(`at${index}`)}::${keys[field].type}`, descending })),
    { key: sql`${items.id}`, value: sql`${placeholder('afterId')}::uuid`, descending: idDescending(sort) },
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
