import { useSearch } from 'wouter'
import { FILTER_TEXT_MAX } from '#shared/filter.ts'
import { CollectionSortParam, canSortItems, defaultItemSort, parseSort } from '#shared/items.ts'
import { Id } from '#shared/text.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { type Column, sortFieldOf } from './columns.ts'

/** Which rows, in which order. */
export type RowSearch = { q: string; filter: string; sort: string }
/** What the page shows, as its address says; `id` is the row that is open. */
export type GridSearch = RowSearch & { id: string | undefined }

export function readGridSearch(given: URLSearchParams): GridSearch {
  const sort = CollectionSortParam.safeParse(given.get('sort'))
  return {
    q: given.get('q') ?? '',
    filter: (given.get('filter') ?? '').slice(0, FILTER_TEXT_MAX),
    sort: sort.success && canSortItems(sort.data, false) ? sort.data : defaultItemSort(false),
    id: Id.safeParse(given.get('id')).data,
  }
}

/** Without what the rows cannot be sorted by, such as a field that is gone. */
function sortable(sort: string, columns: readonly Column[]): string {
  const known = parseSort(sort).filter(({ field }) => columns.some((column) => sortFieldOf(column) === field))
  return known.map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',') || defaultItemSort(false)
}

export function useGridSearch(slug: string, columns: readonly Column[]) {
  const given = readGridSearch(new URLSearchParams(useSearch()))
  const search = { ...given, sort: sortable(given.sort, columns) }
  const go = useGo()
  const change = (changes: Partial<GridSearch>, options: { replace?: boolean } = {}) => {
    const { q, filter, sort, id = '' } = { ...search, ...changes }
    go(paths.collection(slug, { q, filter, sort: sort === defaultItemSort(false) ? '' : sort, id }), options)
  }
  return { search, change }
}
