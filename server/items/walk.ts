import { and, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Field } from '#shared/fields.ts'
import { defaultItemSort, type ListCollectionItemsQuery } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { narrow } from './narrow.ts'
import { behind, inTrash, type Order, orderBy, readSort } from './order.ts'
import { countAll, type Narrowed } from './page.ts'
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

/** What a look tells: the ids of the rows that belong to the list with the bytes of each, how many rows were looked at, and where the last of them stands. */
const Seen = z.tuple([
  z.object({
    found: z
      .string()
      .nullable()
      .transform((text) => (text === null ? [] : text.split(',').map(readFound))),
    looked: z.number(),
    last: z.array(z.string()).nullable(),
  }),
])
type Found = { id: string; bytes: number }
function readFound(text: string): Found {
  const [id = '', bytes] = text.split(' ')
  return { id, bytes: Number(bytes) }
}

/** Looks at the next rows in the order of the list. It tells in one row: thousands of them take the embedded database longer than finding them. */
function look(db: Db, { order, after, narrowed }: { order: Order; after: boolean; narrowed: Narrowed | null }) {
  const hit = (narrowed ? matches(narrowed, sql`${placeholder('q')}::text`) : undefined) ?? sql`true`
  const sorted = sql.join(orderBy(order), sql`, `)
  const next = sql`(
    select * from ${items} where ${and(inTrash(false), after ? behind(order) : undefined)} order by ${sorted} limit ${placeholder('limit')}::int
  ) as items`
  const at = order.map(({ key }) => sql`(${key})::text`)
  return db
    .select({
      // Neither text nor values are unpacked for their size.
      found: sql<
        string | null
      >`string_agg(${items.id} || ' ' || coalesce(octet_length(${items.description}), 0) + pg_column_size(${items.values}), ',' order by ${sorted}) filter (where ${hit})`,
      looked: sql<number>`count(*)::int`,
      last: sql<unknown>`(array_agg(jsonb_build_array(${sql.join([...at, sql`${items.id}`], sql`, `)}) order by ${sorted}))[count(*)]`,
    })
    .from(next)
}

/** Ids that are read at once. */
function* portions(rows: Found[]): Generator<string[]> {
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
      const given = { collection: of.collection, limit, ...(narrowed?.words ? { q } : {}), ...place }
      const [{ found, looked, last }] = Seen.parse(await statement.execute(given))
      for (const ids of portions(found)) yield await findItems(db, actor, of, ids)
      if (!last || looked < limit) return
      place = { ...Object.fromEntries(order.map((_, index) => [`at${index}`, last[index]])), afterId: last.at(-1) }
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
