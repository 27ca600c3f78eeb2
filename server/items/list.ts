import { and, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Item, type ItemPage, type ItemSort, type ListItemsQuery, parseItemSort } from '#shared/items.ts'
import { COUNT_LIMIT } from '#shared/pagination.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { type ItemRow, itemColumns, toItem } from './queries.ts'
import { itemCounts, items, nameKey } from './tables.ts'

type List = { sort: ItemSort; trash: boolean; searched: boolean; literal: boolean; after: boolean }
type Values = { limit: number; skip: number; q?: string; after?: Cursor }

const { placeholder } = sql
const keys = {
  created_at: { key: sql`${items.createdAt}`, type: sql`timestamptz` },
  updated_at: { key: sql`${items.updatedAt}`, type: sql`timestamptz` },
  name: { key: nameKey, type: sql`text` },
}

/** Which rows: live or trashed, and those that the words match. */
function matching(list: Pick<List, 'trash' | 'searched' | 'literal'>, q: SQL): SQL | undefined {
  const words = list.literal
    ? sql`strpos(lower(${items.name} || ' ' || coalesce(${items.description}, '')), lower(${q})) > 0`
    : sql`${items.search} @@ search_query(${q})`
  return and(list.trash ? isNotNull(items.deletedAt) : isNull(items.deletedAt), list.searched ? words : undefined)
}

/** The rows behind the cursor in a sort whose fields may run in different directions; ids break ties the way of the last field. */
function behind(sort: ItemSort): SQL | undefined {
  const idDescending = sort.at(-1)?.descending ?? true
  const columns = [
    ...sort.map(({ field, descending }, index) => ({ key: keys[field].key, value: sql`${placeholder(`at${index}`)}::${keys[field].type}`, descending })),
    { key: sql`${items.id}`, value: sql`${placeholder('afterId')}::uuid`, descending: idDescending },
  ]
  const [first] = columns
  if (first && columns.every((column) => column.descending === first.descending)) {
    const left = sql.join(
      columns.map(({ key }) => key),
      sql`, `,
    )
    const right = sql.join(
      columns.map(({ value }) => value),
      sql`, `,
    )
    return first.descending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`
  }
  return or(
    ...columns.map(({ key, value, descending }, index) =>
      and(...columns.slice(0, index).map((earlier) => sql`${earlier.key} = ${earlier.value}`), descending ? sql`${key} < ${value}` : sql`${key} > ${value}`),
    ),
  )
}

function selectPage(db: Db, list: List) {
  const idDescending = list.sort.at(-1)?.descending ?? true
  const order = [
    ...list.sort.map(({ field, descending }) => (descending ? sql`${keys[field].key} desc` : sql`${keys[field].key}`)),
    idDescending ? sql`${items.id} desc` : sql`${items.id}`,
  ]
  return db
    .select({
      ...itemColumns,
      nameKey: (list.sort.some(({ field }) => field === 'name') ? sql<string>`lower(${items.name})` : sql<string>`''`).as('name_key'),
      // With the page rather than after it: a round trip less. A search is counted on its own, beside the page.
      total: (list.searched
        ? sql<number | null>`null::float8`
        : sql<number | null>`(select sum(${list.trash ? itemCounts.trashed : itemCounts.live})::float8 from ${itemCounts})`
      ).as('total'),
    })
    .from(items)
    .where(and(matching(list, sql`${placeholder('q')}::text`), list.after ? behind(list.sort) : undefined))
    .orderBy(...order)
    .limit(placeholder('limit'))
    .offset(placeholder('skip'))
}

/** Lists sorted by one field are the page's own; they are prepared once a connection. */
const statements = prepared((db) => {
  const known = new Map<string, ReturnType<ReturnType<typeof selectPage>['prepare']>>()
  return (list: List) => {
    // A search is planned for its own words each time: how many rows they match decides between two indexes.
    if (list.sort.length > 1 || list.searched) return selectPage(db, list).prepare('')
    const name = `items_by${list.sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join()}${list.trash ? '_trash' : ''}${list.after ? '_after' : ''}`
    const before = known.get(name)
    if (before) return before
    const statement = selectPage(db, list).prepare(name)
    known.set(name, statement)
    return statement
  }
})

type PageRow = ItemRow & { nameKey: string; total: number | null }

async function readPage(db: Db, list: List, values: Values): Promise<PageRow[]> {
  const { after } = values
  const at = Object.fromEntries((after?.at ?? []).map((value, index) => [`at${index}`, value]))
  return await statements(db)(list).execute({
    limit: values.limit,
    skip: values.skip,
    ...(list.searched ? { q: values.q } : {}),
    ...(after ? { ...at, afterId: after.id } : {}),
  })
}

const Counted = z.array(z.object({ n: z.number() }))

/** How many rows there are, whether a page of them is empty or not: what triggers keep, exact at any size. */
async function countAll(db: Db, trash: boolean): Promise<number> {
  const { rows } = await db.execute(sql`select coalesce(sum(${trash ? itemCounts.trashed : itemCounts.live}), 0)::float8 as n from ${itemCounts}`)
  return Counted.parse(rows)[0]?.n ?? 0
}

/** How many rows match a search: counted up to COUNT_LIMIT, unless `exact` asks for all. */
async function countMatches(db: Db, list: List, q: string, exact: boolean): Promise<{ total: number; exact: boolean }> {
  const rows = db
    .select({ one: sql`1` })
    .from(items)
    .where(matching(list, sql`${q}::text`))
  const result = await db.execute(sql`select count(*)::int as n from (${exact ? rows : rows.limit(COUNT_LIMIT + 1)}) as matches`)
  const n = Counted.parse(result.rows)[0]?.n ?? 0
  return exact || n <= COUNT_LIMIT ? { total: n, exact: true } : { total: COUNT_LIMIT, exact: false }
}

const HasWords = z.array(z.object({ words: z.boolean() }))

/** Whether the text holds anything that the index knows; punctuation alone is looked for as it stands. */
async function hasWords(db: Db, q: string): Promise<boolean> {
  if (/[\p{L}\p{N}]/u.test(q)) return true
  const { rows } = await db.execute(sql`select search_query(${q}) is not null as words`)
  return HasWords.parse(rows)[0]?.words ?? false
}

/** One page of items. @param exact count every match of a search, however many. @throws INVALID_PARAMETER for a cursor of another list. */
export async function listItems(db: Db, _actor: Actor, query: ListItemsQuery, exact: boolean): Promise<ItemPage> {
  const q = query.q?.trim() ?? ''
  const sort = parseItemSort(query.sort)
  const of = JSON.stringify([query.sort, q, query.trash])
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, of)
  const searched = q !== ''
  const list: List = { sort, trash: query.trash === 'true', searched, literal: searched && !(await hasWords(db, q)), after: after !== undefined }
  const [rows, counted] = await Promise.all([
    readPage(db, list, { limit: query.limit + 1, skip: query.skip ?? 0, q, ...(after ? { after } : {}) }),
    searched ? countMatches(db, list, q, exact) : undefined,
  ])
  const shown = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  return {
    items: shown.map(withoutKey),
    total: counted?.total ?? rows[0]?.total ?? (await countAll(db, list.trash)),
    total_is_exact: counted?.exact ?? true,
    next_cursor: last ? writeCursor({ of, at: sort.map(({ field }) => (field === 'name' ? last.nameKey : toTimestamp(last[field]))), id: last.id }) : null,
  }
}

const withoutKey = ({ nameKey: _key, total: _total, ...row }: PageRow): Item => toItem(row)
