import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ItemEnvelope, ItemHistoryEnvelope, ItemPageEnvelope } from '#shared/items.ts'
import { TrashEnvelope } from '#shared/trash.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'
import type { ItemSearch } from './search.ts'

/** About four screens of rows: the next page is there before its first row is. */
const PAGE_SIZE = 50

/** Fetching a list anew fetches each of its pages; beyond this many that is worth no glance at another window. */
const MAX_PAGES_ON_FOCUS = 3

export const listsKey = ['items', 'list']

export const itemsQuery = ({ q, sort, trash }: Pick<ItemSearch, 'q' | 'sort' | 'trash'>) =>
  infiniteQueryOptions({
    queryKey: [...listsKey, { q, sort, trash }],
    queryFn: ({ pageParam, signal }) =>
      call(ItemPageEnvelope, {
        path: apiPaths.items(),
        query: { limit: PAGE_SIZE, sort, q: q === '' ? undefined : q, trash: trash || undefined, cursor: pageParam === '' ? undefined : pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= MAX_PAGES_ON_FOCUS,
  })

/** The collection of what the page shows. */
export const ITEMS = 'items'

/** How many items are in the trash, and how long it keeps them. */
export const trashQuery = queryOptions({
  queryKey: ['items', 'trash'],
  queryFn: ({ signal }) => call(TrashEnvelope, { path: apiPaths.trash(ITEMS), signal }),
})

export const itemKey = (id: string) => ['items', 'one', id]

export const itemQuery = (id: string) =>
  queryOptions({ queryKey: itemKey(id), queryFn: ({ signal }) => call(ItemEnvelope, { path: apiPaths.item(id), signal }) })

/** `version` is part of the key: a new version is a longer history. */
export const historyQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['items', 'history', id, version],
    queryFn: async ({ signal }) => (await call(ItemHistoryEnvelope, { path: apiPaths.itemHistory(id), signal })).changes,
    placeholderData: keepPreviousData,
  })
