import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { TrashEnvelope } from '#shared/trash.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { refreshRows } from '../rows.ts'

/** About two screens. */
const PAGE = 50

const listKey = (slug: string) => ['collections', 'trash', slug, 'rows']
const countKey = (slug: string) => ['collections', 'trash', slug, 'count']

/** What was deleted last comes first. */
export const trashedQuery = (slug: string, q: string) =>
  infiniteQueryOptions({
    queryKey: [...listKey(slug), q],
    queryFn: ({ pageParam, signal }) =>
      call(CollectionItemPageEnvelope, {
        path: apiPaths.rows(slug),
        query: { limit: PAGE, sort: '-deleted_at', trash: true, q: q || undefined, cursor: pageParam || undefined },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })

/** How many rows are in the trash, and how long it keeps them. */
export const trashQuery = (slug: string) =>
  queryOptions({ queryKey: countKey(slug), queryFn: ({ signal }) => call(TrashEnvelope, { path: apiPaths.trash(slug), signal }) })

export const restoreRow = (slug: string, { id }: CollectionItem) =>
  call(CollectionItemEnvelope, { method: 'POST', path: apiPaths.restoreRow(slug, id), headers: idempotencyKey() })

/** The trash and the rows that it took from, or gave back. */
export async function refreshTrash(queries: QueryClient, slug: string): Promise<void> {
  void refreshRows(queries, slug)
  void queries.invalidateQueries({ queryKey: countKey(slug) })
  await queries.invalidateQueries({ queryKey: listKey(slug) })
}
