import type { Field } from '#shared/fields.ts'
import { defaultItemSort, type ItemPage, type ListCollectionItemsQuery } from '#shared/items.ts'
import { COUNT_LIMIT } from '#shared/pagination.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { fieldsOf, noteDemand } from './indexes/demand.ts'
import { narrow } from './narrow.ts'
import { readSort } from './order.ts'
import { atOf, countAll, type List, type Place, readPage } from './page.ts'
import type { Of } from './queries.ts'
import { countMatches, searchPage } from './search.ts'

/** How far the rows of a search are counted: all of them, to a limit, or not beyond the page itself. */
export type Counting = 'exact' | 'limited' | 'none'
/** @param prefer the header of a request */
export function countingOf(prefer = ''): Counting {
  if (/\bcount=exact\b/.test(prefer)) return 'exact'
  return /\bcount=none\b/.test(prefer) ? 'none' : 'limited'
}

/**
 * One page of items.
 * @param fields what a filter and a sort may name beside what every item has
 * @throws INVALID_PARAMETER for a cursor of another list, or a filter that cannot be read; VALIDATION_FAILED for one that asks what there is not
 */
export async function listItems<T>(
  db: Db,
  _actor: Actor,
  { collection, show, computed }: Of<T>,
  fields: readonly Field[],
  query: ListCollectionItemsQuery,
  counting: Counting,
): Promise<Omit<ItemPage, 'items'> & { items: T[] }> {
  const { q, narrowed, filter } = await narrow(db, fields, query)
  const trash = query.trash === 'true'
  const sort = query.sort ?? defaultItemSort(trash)
  const order = readSort(sort, fields)
  noteDemand(db, collection, fieldsOf(order, filter, fields))
  const of = JSON.stringify([collection, sort, q, query.filter ?? '', query.trash])
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, of)
  const list: List = { order, trash, narrowed, computed, after: after !== undefined }
  // One row more than asked for tells whether there is a next page.
  const values: Place = { collection, limit: query.limit + 1, skip: query.skip ?? 0, ...(after ? { after } : {}) }
  const [rows, counted] = await Promise.all([
    narrowed ? searchPage(db, { ...list, narrowed }, values, q) : readPage(db, list, values),
    narrowed && counting !== 'none' ? countMatches(db, { ...list, narrowed }, collection, q, counting === 'exact' ? null : COUNT_LIMIT) : undefined,
  ])
  const shown = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  // Where the end of the list is seen from its beginning, its rows are counted all the same.
  const seen = { total: shown.length > 0 ? values.skip + shown.length : 0, exact: !last && !after && (shown.length > 0 || values.skip === 0) }
  const { total, exact } = counted ?? (narrowed ? seen : { total: rows[0]?.total ?? (await countAll(db, collection, list.trash)), exact: true })
  return {
    items: shown.map(show),
    total,
    total_is_exact: exact,
    next_cursor: last ? writeCursor({ of, at: atOf(order, last), id: last.id }) : null,
  }
}
