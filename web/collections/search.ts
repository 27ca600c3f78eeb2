import { useSearch } from 'wouter'
import { FILTER_TEXT_MAX } from '#shared/filter.ts'
import { canSortItems, defaultItemSort, ItemSortParam } from '#shared/items.ts'
import { Id } from '#shared/text.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'

/** Which rows, in which order. */
export type RowSearch = { q: string; filter: string; sort: string }
/** What the page shows, as its address says; `id` is the row that is open. */
export type GridSearch = RowSearch & { id: string | undefined }

export function readGridSearch(given: URLSearchParams): GridSearch {
  const sort = ItemSortParam.safeParse(given.get('sort'))
  return {
    q: given.get('q') ?? '',
    filter: (given.get('filter') ?? '').slice(0, FILTER_TEXT_MAX),
    sort: sort.success && canSortItems(sort.data, false) ? sort.data : defaultItemSort(false),
    id: Id.safeParse(given.get('id')).data,
  }
}

export function useGridSearch(slug: string) {
  const search = readGridSearch(new URLSearchParams(useSearch()))
  const go = useGo()
  const change = (changes: Partial<GridSearch>, options: { replace?: boolean } = {}) => {
    const { q, filter, sort, id = '' } = { ...search, ...changes }
    go(paths.collection(slug, { q, filter, sort: sort === defaultItemSort(false) ? '' : sort, id }), options)
  }
  return { search, change }
}
