import { and, type SQL, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { defaultItemSort, type ListCollectionItemsQuery } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { narrow } from './narrow.ts'
import { behind, inTrash, type Order, orderBy, readSort } from './order.ts'
import { atOf, countAll, keysOf, type Narrowed } from './page.ts'
import { findItems, type Of } from './queries.ts'
import { countMatches, matches } from './search.ts'
import { items } from './tables.ts'

/** Rows that one statement looks at: some hundredths of a second in which the embedded database does nothing else. */
const LOOK_AT = 5000
/** Where no index has the order of several fields, each look sorts all that is left: fewer of them, then. */
const LOOK_AT_UNSORTED = 20_000
/** Rows that are read at a time, and how much text at most: what a walk holds in memory. A row may be as large as a request, a megabyte. */
const READ_ROWS = 500
const READ_BYTES = 1024 * 1024

const { placeholder } = sql

/** The next rows in the order of the list: which of them belong to it, how large they are, and where to go on. */
function look(db: Db, { order, after, narrowed }: { order: Order; after: boolean; narrowed: Narrowed | null }) {
  const hit: SQL = (narrowed ? matches(narrowed, sql`${placeholder('q')}::text`) : undefined) ?? sql`true`
  return db
    .select({
      id: items.id,
      created_at: items.createdAt,
      updated_at: items.updatedAt,
      deleted_at: items.deletedAt,
      keys: keysOf(order),
      hit: sql<boolean>`coalesce(${hit}, false)`,
      // Neither is unpacked for it.
      bytes: sql<number>`coalesce(octet_length(${items.description}), 0) + pg_column_size(${items.values})`,
    })
    .from(items)
    .where(and(inTrash(false), after ? behind(order) : undefined))
    .orderBy(...orderBy(order))
    .limit(placeholder('limit'))
}

/** Ids that are read at once. */
function* portions(rows: { id: string; bytes: number }[]): Generator<string[]> {
  let ids: string[] = []
  let bytes = 0
  for (const row of rows) {
    if (ids.length >= READ_ROWS || (ids.length > 0 && bytes + row.bytes > READ_BYTES)) {
      yield ids
      ids = []
      bytes = 0
    }
    ids.push(row.id)
    bytes += row.bytes
  }
  if (ids.length > 0) yield ids
}

export type Walk<T> = {
  /** The rows, some at a time; each is read when its turn has come. */
  rows: () => AsyncGenerator<T[]>
  /** Whether there are more rows than that, as far as can be said now. */
  isLongerThan: (rows: number) => Promise<boolean>
}

/**
 * All rows of a list in its order, looked at part by part in constant memory, each row once, however few belong to it. What is there
 * from the beginning to the end and keeps its place is given once; what comes, goes or moves meanwhile may or may not be.
 * @throws INVALID_PARAMETER for a filter that cannot be read; VALIDATION_FAILED for one that asks what there is not
 */
export async function openWalk<T>(
  db: Db,
  actor: Actor,
  of: Of<T>,
  fields: readonly Field[],
  query: Pick<ListCollectionItemsQuery, 'q' | 'filter' | 'sort'>,
): Promise<Walk<T>> {
  const { q, narrowed } = await narrow(db, fields, query)
  const order = readSort(query.sort ?? defaultItemSort(false), fields)
  const limit = order.length > 1 || order.some(({ field }) => fields.some(({ key }) => key === field)) ? LOOK_AT_UNSORTED : LOOK_AT

  async function* rows(): AsyncGenerator<T[]> {
    let place: Record<string, unknown> | undefined
    for (;;) {
      const statement = look(db, { order, after: place !== undefined, narrowed }).prepare('')
      const seen = await statement.execute({ collection: of.collection, limit, ...(narrowed?.words ? { q } : {}), ...place })
      for (const ids of portions(seen.filter(({ hit }) => hit))) yield await findItems(db, actor, of, ids)
      const last = seen.at(-1)
      if (!last || seen.length < limit) return
      place = { ...Object.fromEntries(atOf(order, last).map((value, index) => [`at${index}`, value])), afterId: last.id }
    }
  }

  return {
    rows,
    async isLongerThan(most) {
      if (!narrowed) return (await countAll(db, of.collection, false)) > most
      return !(await countMatches(db, { order, trash: false, narrowed, after: false }, of.collection, q, most)).exact
    },
  }
}
