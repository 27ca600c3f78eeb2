import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { itemSortFields } from '#shared/items.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import type { Cursor } from './cursor.ts'
import { behind, inTrash, type Order, orderBy, reversed } from './order.ts'
import { allValues, type Of, type ValuesRow } from './queries.ts'
import { itemCounts, items } from './tables.ts'

/** What rows of a list are narrowed down to: those with the words, which are `literal` where they are only punctuation, and those that a filter is true of. */
export type Narrowed = { words: boolean; literal: boolean; filter: SQL | undefined }
/** Which list a page is of; `computed` is what formulas give with each row. */
export type List = { order: Order; trash: boolean; narrowed: Narrowed | null; after: boolean } & Pick<Of<unknown>, 'computed'>
/** Which page of it: `limit` rows behind `after` or after `skip`. */
export type Place = { collection: string; limit: number; skip: number; after?: Cursor }
/** A row, what it is sorted by where that is not only moments, and how many rows the list has where it is not searched. */
export type PageRow = ValuesRow & { keys: string[] | null; total: number | null }

const { placeholder } = sql

/** As expressions, because a search reads them from a part of the table, which Drizzle takes for another one. */
const columns = {
  id: sql<string>`${items.id}`,
  name: sql<string>`${items.name}`,
  description: sql<string | null>`${items.description}`,
  created_at: sql<string>`${items.createdAt}`,
  updated_at: sql<string>`${items.updatedAt}`,
  version: sql<number>`${items.version}`,
  deleted_at: sql<string | null>`${items.deletedAt}`,
  collection_id: sql<string>`${items.collectionId}`,
  values: sql<unknown>`${items.values}`,
}

const moments = ['created_at', 'updated_at', 'deleted_at'] as const
const isOwn = (field: string) => itemSortFields.some((own) => own === field)
const isMoment = (field: string) => moments.some((moment) => moment === field)

/** What rows are sorted by, as text, where that is more than the moments that every row has. */
export const keysOf = (order: Order) =>
  order.every(({ field }) => isMoment(field))
    ? sql<string[] | null>`null::jsonb`
    : sql<string[] | null>`jsonb_build_array(${sql.join(
        order.map(({ key }) => sql`(${key})::text`),
        sql`, `,
      )})`

/** How many rows the list has: what triggers keep, exact at any size. */
const totalOf = (trash: boolean, collection: SQL = sql`${placeholder('collection')}::uuid`) =>
  sql`select coalesce(sum(${trash ? itemCounts.trashed : itemCounts.live}), 0) from ${itemCounts} where ${itemCounts.collectionId} = ${collection}`

export function pageColumns({ order, trash, narrowed, computed }: List) {
  return {
    ...columns,
    values: allValues({ computed }).as('all_values'),
    keys: keysOf(order).as('keys'),
    // With the page rather than after it: a round trip less. A search is counted on its own, beside the page.
    total: (narrowed ? sql<number | null>`null::float8` : sql<number | null>`(${totalOf(trash)})::float8`).as('total'),
  }
}

export function valuesOf({ collection, limit, skip, after }: Place): Record<string, unknown> {
  const at = Object.fromEntries((after?.at ?? []).map((value, index) => [`at${index}`, value]))
  return { collection, limit, skip, ...(after ? { ...at, afterId: after.id } : {}) }
}

function selectPage(db: Db, list: List) {
  return db
    .select(pageColumns(list))
    .from(items)
    .where(and(inTrash(list.trash), list.after ? behind(list.order) : undefined))
    .orderBy(...orderBy(list.order))
    .limit(placeholder('limit'))
    .offset(placeholder('skip'))
}

/** Lists sorted by one field that every item has are the page's own; they are prepared once a connection. */
const statements = prepared((db) => {
  const known = new Map<string, ReturnType<ReturnType<typeof selectPage>['prepare']>>()
  return (list: List) => {
    const [first, second] = list.order
    if (!first || second || list.computed || !isOwn(first.field)) return selectPage(db, list).prepare('')
    const name = `items_by${first.descending ? '-' : ''}${first.field}${list.trash ? '_trash' : ''}${list.after ? '_after' : ''}`
    const before = known.get(name)
    if (before) return before
    const statement = selectPage(db, list).prepare(name)
    known.set(name, statement)
    return statement
  }
})

/** From here on it is worth looking from which end of the list a page is nearer. */
const FAR = 5000

/** The rows of a page of a list that is not searched. */
export async function readPage(db: Db, list: List, values: Place): Promise<PageRow[]> {
  if (values.skip >= FAR) return await readFarPage(db, list, values)
  return await statements(db)(list).execute(valuesOf(values))
}

/**
 * A page somewhere in a long list: its ids from the end that is nearer, which an index alone can tell, then its rows. All of one moment, so that what is
 * counted from the end is counted right.
 */
async function readFarPage(db: Db, list: List, values: Place): Promise<PageRow[]> {
  return await db.transaction(
    async (tx) => {
      const total = await countAll(tx, values.collection, list.trash)
      const { limit, skip } = values
      const fromEnd = skip > total / 2
      const place = fromEnd ? { limit: Math.max(0, Math.min(limit, total - skip)), skip: Math.max(0, total - skip - limit) } : { limit, skip }
      const ids = tx
        .select({ id: items.id })
        .from(items)
        .where(inTrash(list.trash))
        .orderBy(...orderBy(fromEnd ? reversed(list.order) : list.order))
        .limit(placeholder('limit'))
        .offset(placeholder('skip'))
        .as('wanted')
      return await tx
        .select(pageColumns(list))
        .from(items)
        .innerJoin(ids, eq(items.id, ids.id))
        .orderBy(...orderBy(list.order))
        .prepare('')
        .execute({ ...valuesOf(values), ...place })
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

/** Where a row stands in its list: what its sorted fields are compared by. */
export const atOf = (order: Order, { keys, ...row }: Pick<PageRow, 'keys' | 'created_at' | 'updated_at' | 'deleted_at'>): string[] =>
  keys ?? order.map(({ field }) => toTimestamp(row[moments.find((moment) => moment === field) ?? 'created_at'] ?? ''))

const Counted = z.array(z.object({ n: z.number() }))

/** How many rows there are, whether a page of them is empty or not. */
export async function countAll(db: Db, collection: string, trash: boolean): Promise<number> {
  const { rows } = await db.execute(sql`select (${totalOf(trash, sql`${collection}::uuid`)})::float8 as n`)
  return Counted.parse(rows)[0]?.n ?? 0
}
