import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { behind, inTrash, orderBy } from './order.ts'
import { type List, type Narrowed, type PageRow, type Place, pageColumns, valuesOf } from './page.ts'
import { items } from './tables.ts'

/**
 * A page of a search can be read in two ways: along the order of the list until it is full, which is quick for words that many rows
 * hold, or by gathering all that match and sorting them, which is quick for words that few hold. The planner guesses, and a wrong
 * guess takes seconds at a million rows. So the first rows are looked through, and if they do not fill the page the index has its turn:
 * at most these many rows (20 ms) are looked at in vain.
 */
const LOOK_THROUGH = 5000
/** Of words alone so many tell whether the rest is worth it: words stand anywhere, what a filter is about may lie together. */
const LOOK_FIRST = 1000

/** Rows that match; where the words are only punctuation, which the index does not know, the text as it stands. */
export function matches({ words, literal, filter }: Narrowed, q: SQL): SQL | undefined {
  if (!words) return filter
  const found = literal
    ? sql`strpos(lower(${items.name} || ' ' || coalesce(${items.description}, '')), lower(${q})) > 0`
    : sql`${items.search} @@ search_query(${q})`
  return and(found, filter)
}

export type Searched = List & { narrowed: Narrowed }

const { placeholder } = sql
const wanted = sql`${placeholder('q')}::text`

/** Along the order of the list, through so many rows of it. */
function alongOrder(db: Db, list: Searched, look: number) {
  const first = sql`(
    select * from ${items} where ${and(inTrash(list.trash), list.after ? behind(list.order) : undefined)}
    order by ${sql.join(orderBy(list.order), sql`, `)} limit ${sql.raw(String(look))}
  ) as items`
  return db
    .select(pageColumns(list))
    .from(first)
    .where(matches(list.narrowed, wanted))
    .orderBy(...orderBy(list.order))
    .limit(placeholder('limit'))
}

/** All that match, then sorted. `offset 0` keeps the planner from mixing the two. */
function gathered(db: Db, list: Searched) {
  const all = sql`(
    select * from ${items} where ${and(inTrash(list.trash), matches(list.narrowed, wanted), list.after ? behind(list.order) : undefined)} offset 0
  ) as items`
  return db
    .select(pageColumns(list))
    .from(all)
    .orderBy(...orderBy(list.order))
    .limit(placeholder('limit'))
    .offset(placeholder('skip'))
}

/** The rows of a page of a search. Statements have no names: each is planned for its own words. */
export async function searchPage(db: Db, list: Searched, values: Place, q: string): Promise<PageRow[]> {
  const given = { ...valuesOf(values), ...(list.narrowed.words ? { q } : {}) }
  if (values.skip === 0) {
    for (const look of list.narrowed.filter || list.narrowed.literal ? [LOOK_THROUGH] : [LOOK_FIRST, LOOK_THROUGH]) {
      const rows = await alongOrder(db, list, look).prepare('').execute(given)
      if (rows.length >= values.limit) return rows
      if (rows.length * LOOK_THROUGH < values.limit * look) break
    }
  }
  return await gathered(db, list).prepare('').execute(given)
}

const Counted = z.array(z.object({ n: z.number() }))

/** How many rows match: counted up to `most`; null for all, however many. */
export async function countMatches(db: Db, list: Searched, collection: string, q: string, most: number | null): Promise<{ total: number; exact: boolean }> {
  const rows = db
    .select({ one: sql`1` })
    .from(items)
    .where(and(inTrash(list.trash, sql`${collection}::uuid`), matches(list.narrowed, sql`${q}::text`)))
  const result = await db.execute(sql`select count(*)::int as n from (${most === null ? rows : rows.limit(most + 1)}) as matches`)
  const n = Counted.parse(result.rows)[0]?.n ?? 0
  return most === null || n <= most ? { total: n, exact: true } : { total: most, exact: false }
}

const HasWords = z.array(z.object({ words: z.boolean() }))

/** Whether the text holds anything that the index knows. */
export async function hasWords(db: Db, q: string): Promise<boolean> {
  if (/[\p{L}\p{N}]/u.test(q)) return true
  const { rows } = await db.execute(sql`select search_query(${q}) is not null as words`)
  return HasWords.parse(rows)[0]?.words ?? false
}
