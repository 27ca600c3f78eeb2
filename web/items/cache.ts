import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { type Item, type ItemPage, parseItemSort } from '#shared/items.ts'
import { itemKey, listsKey } from './queries.ts'
import { readItemSearch } from './search.ts'

type List = InfiniteData<ItemPage, string>

/** Lists longer than this are begun anew rather than fetched page by page. */
const MAX_PAGES_TO_REFETCH = 5

const withRows = (list: List, change: (rows: Item[]) => Item[], added: number): List => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, items: change(page.items), total: Math.max(0, page.total + added) })),
})

/** Shows an item's new state wherever the item is shown. */
export function showItem(queries: QueryClient, item: Item) {
  queries.setQueriesData<List>({ queryKey: listsKey }, (list) => list && withRows(list, (rows) => rows.map((row) => (row.id === item.id ? item : row)), 0))
  queries.setQueryData<Item>(itemKey(item.id), (known) => known && item)
}

/** Takes items out of the lists that hold them: those of the trash, or those of the rest. Gives back what puts them in again. */
export function hideItems(queries: QueryClient, ids: ReadonlySet<string>): () => void {
  const before = queries.getQueriesData<List>({ queryKey: listsKey })
  for (const [key, list] of before) {
    const held = list?.pages.flatMap((page) => page.items).filter((row) => ids.has(row.id)).length ?? 0
    if (list && held > 0)
      queries.setQueryData<List>(
        key,
        withRows(list, (rows) => rows.filter((row) => !ids.has(row.id)), -held),
      )
  }
  return () => {
    for (const [key, list] of before) queries.setQueryData(key, list)
  }
}

/** The row as it is shown at the moment, wherever that is. */
export function shownItem(queries: QueryClient, id: string): Item | undefined {
  for (const [, list] of queries.getQueriesData<List>({ queryKey: listsKey })) {
    for (const page of list?.pages ?? []) {
      const found = page.items.find((row) => row.id === id)
      if (found) return found
    }
  }
  return queries.getQueryData<Item>(itemKey(id))
}

/** Puts a new item where it belongs; where only the server knows where that is, asks it. */
export function addItem(queries: QueryClient, item: Item) {
  for (const [key, list] of queries.getQueriesData<List>({ queryKey: listsKey })) {
    const { q, sort, trash } = readItemSearch(Object(key[2]))
    const [first] = parseItemSort(sort)
    if (list && q === '' && !trash && first?.descending && first.field !== 'name') {
      const pages = list.pages.map((page, index) => ({ ...page, total: page.total + 1, items: index === 0 ? [item, ...page.items] : page.items }))
      queries.setQueryData<List>(key, { ...list, pages })
    } else refreshList(queries, key)
  }
}

/** Lists not shown are forgotten, so that they are read anew when they are; the one that is shown is fetched again. */
export function refreshLists(queries: QueryClient) {
  for (const [key] of queries.getQueriesData<List>({ queryKey: listsKey })) refreshList(queries, key)
}

function refreshList(queries: QueryClient, key: readonly unknown[]) {
  const long = (queries.getQueryData<List>(key)?.pages.length ?? 0) > MAX_PAGES_TO_REFETCH
  if (long) void queries.resetQueries({ queryKey: key, exact: true })
  else void queries.invalidateQueries({ queryKey: key, exact: true })
}
