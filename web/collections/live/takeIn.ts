import type { QueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { type CollectionItem, type CollectionItemPage, parseSort } from '#shared/items.ts'
import type { LiveEvent } from '#shared/live.ts'
import { collectionQuery } from '../../records/collections.ts'
import { refreshComments } from '../comments/queries.ts'
import { refreshFigures } from '../figures/queries.ts'
import { rowsKey } from '../rows.ts'
import { showNow } from '../saveRow.ts'
import type { RowSearch } from '../search.ts'

const own = new Set(['name', 'description', 'created_at', 'updated_at'])
const sortedBy = (row: CollectionItem, field: string): unknown => (own.has(field) ? Object.entries(row).find(([key]) => key === field)?.[1] : row.values[field])

/** Whether a row may have to stand elsewhere than it did, or nowhere. */
const moves = ({ q, filter, sort }: RowSearch, before: CollectionItem, after: CollectionItem) =>
  q !== '' || filter !== '' || parseSort(sort).some(({ field }) => JSON.stringify(sortedBy(before, field)) !== JSON.stringify(sortedBy(after, field)))

/** Whether a change of a row that is not here can bring it here: the order of creation never changes. */
const mayCome = ({ q, filter, sort }: RowSearch) => q !== '' || filter !== '' || parseSort(sort).some(({ field }) => field !== 'created_at')

function rowsHere(queries: QueryClient, slug: string): Map<string, CollectionItem> {
  const pages = queries.getQueriesData<z.infer<typeof CollectionItemPage>>({ queryKey: rowsKey(slug) })
  return new Map(pages.flatMap(([, page]) => page?.items ?? []).map((row) => [row.id, row]))
}

/**
 * Shows at once what has become of the rows that are here.
 * @returns whether the list has to be read again, because rows came, went or moved
 */
export function takeIn(queries: QueryClient, slug: string, search: RowSearch, event: LiveEvent): boolean {
  if (event.type === 'collection') void queries.invalidateQueries({ queryKey: collectionQuery(slug).queryKey })
  if (event.type === 'comments') void refreshComments(queries, slug, event.item_ids)
  if (event.type === 'many') void refreshComments(queries, slug)
  if (event.type === 'many' || event.type === 'collection') return true
  if (event.type !== 'changed') return false
  const here = rowsHere(queries, slug)
  let again = false
  for (const { kind, item_id: id } of event.changes) {
    const before = here.get(id)
    // As it is now, which may be later than its change.
    const row = event.items.find((item) => item.id === id)
    if (!row) again ||= before !== undefined
    else if (!before) again ||= kind !== 'updated' || mayCome(search)
    else if (before.version < row.version) again ||= moves(search, before, row)
  }
  for (const row of event.items) if ((here.get(row.id)?.version ?? 0) < row.version) showNow(queries, slug, row)
  // What stays where it is may be of another group, and adds to what all come to; also where its page was read since, and the figures before.
  if (!again) refreshFigures(queries, slug)
  return again
}
