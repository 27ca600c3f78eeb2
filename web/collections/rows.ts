import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type CollectionItem, type CollectionItemPage, CollectionItemPageEnvelope } from '#shared/items.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { refreshFigures } from './figures/queries.ts'
import { rowKey } from './queries.ts'
import type { RowSearch } from './search.ts'

/** About three screens of rows. */
export const PAGE = 100
/** Pages on either side of what is seen that are kept; what is farther is asked for again. */
const KEEP_PAGES = 10
/** Of pages that nobody looks at any more, such as those of another search. */
const FORGET_AFTER_MS = 60_000

type Page = z.infer<typeof CollectionItemPage>

export const rowsKey = (slug: string) => ['collections', 'rows', slug]

type Extent = { limit?: number; counted?: boolean }

/** Rows of a list from position `from` on. Those of a search come without their number, which is asked for beside them, unless they are to be `counted`. */
const readRows = (slug: string, { q, filter, sort }: RowSearch, from: number, signal: AbortSignal, { limit = PAGE, counted = false }: Extent = {}) =>
  call(CollectionItemPageEnvelope, {
    path: apiPaths.rows(slug),
    query: { limit, sort, skip: from || undefined, q: q || undefined, filter: filter || undefined },
    ...((q || filter) && !counted ? { headers: { Prefer: 'count=none' } } : {}),
    signal,
  })

export const pageQuery = (slug: string, search: RowSearch, page: number) =>
  queryOptions({
    queryKey: [...rowsKey(slug), { q: search.q, filter: search.filter, sort: search.sort }, page],
    queryFn: ({ signal }) => readRows(slug, search, page * PAGE, signal),
    gcTime: FORGET_AFTER_MS,
  })

/** The first rows with the number of all, for who shows no more than these. */
export const countedQuery = (slug: string, search: RowSearch) =>
  queryOptions({
    queryKey: [...rowsKey(slug), { q: search.q, filter: search.filter, sort: search.sort }, 0, 'counted'],
    queryFn: ({ signal }) => readRows(slug, search, 0, signal, { counted: true }),
    gcTime: FORGET_AFTER_MS,
  })

/** How many match, counted to the end; the rows do not wait for it. */
export const countQuery = (slug: string, { q, filter }: RowSearch) =>
  queryOptions({
    queryKey: ['collections', 'count', slug, { q, filter }],
    queryFn: async ({ signal }) =>
      (
        await call(CollectionItemPageEnvelope, {
          path: apiPaths.rows(slug),
          query: { limit: 1, q: q || undefined, filter: filter || undefined },
          headers: { Prefer: 'count=exact' },
          signal,
        })
      ).total,
  })

/** The most that one request reads. */
const READ_AT_ONCE = 1000

/** Rows of a list from one place on, as many as there are of so many; they are not kept. */
export async function readRange(slug: string, search: RowSearch, from: number, count: number, signal: AbortSignal): Promise<CollectionItem[]> {
  const items: CollectionItem[] = []
  while (items.length < count) {
    const limit = Math.min(READ_AT_ONCE, count - items.length)
    const page = await readRows(slug, search, from + items.length, signal, { limit })
    items.push(...page.items)
    if (page.items.length < limit) break
  }
  return items
}

/** Shows the new state of rows wherever they are shown. */
export function showRows(queries: QueryClient, slug: string, rows: readonly CollectionItem[]) {
  const byId = new Map(rows.map((row) => [row.id, row]))
  queries.setQueriesData<Page>({ queryKey: rowsKey(slug) }, (page) =>
    page?.items.some(({ id }) => byId.has(id)) ? { ...page, items: page.items.map((each) => byId.get(each.id) ?? each) } : page,
  )
  for (const row of rows) queries.setQueryData<CollectionItem>(rowKey(slug, row.id), (known) => known && row)
}

/** After rows came or went: where the others stand now only the server knows. */
export async function refreshRows(queries: QueryClient, slug: string): Promise<void> {
  queries.removeQueries({ queryKey: rowsKey(slug), type: 'inactive' })
  void queries.invalidateQueries({ queryKey: ['collections', 'count', slug] })
  void queries.invalidateQueries({ queryKey: ['dashboard'] })
  refreshFigures(queries, slug)
  await queries.invalidateQueries({ queryKey: rowsKey(slug) })
}

/** Memory stays the same, however far somebody scrolls. */
export function forgetFarPages(queries: QueryClient, slug: string, near: number) {
  const isFar = (page: unknown) => typeof page === 'number' && Math.abs(page - near) > KEEP_PAGES
  queries.removeQueries({ queryKey: rowsKey(slug), type: 'inactive', predicate: ({ queryKey }) => isFar(queryKey.at(-1)) })
}
