import { useSearch } from 'wouter'
import { canSortItems, defaultItemSort, type ItemSortField, ItemSortParam, parseItemSort } from '#shared/items.ts'
import { Id } from '#shared/text.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'

/** What the items page shows, as its address says. */
export type ItemSearch = { q: string; sort: string; trash: boolean; id: string | undefined }

export function readItemSearch(search: Record<string, unknown>): ItemSearch {
  const sort = ItemSortParam.safeParse(search.sort)
  const trash = search.trash === 'true' || search.trash === true
  return {
    q: typeof search.q === 'string' ? search.q : '',
    sort: sort.success && canSortItems(sort.data, trash) ? sort.data : defaultItemSort(trash),
    trash,
    id: Id.safeParse(search.id).data,
  }
}

export function useItemSearch() {
  const search = readItemSearch(Object.fromEntries(new URLSearchParams(useSearch())))
  const go = useGo()
  const change = (changes: Partial<ItemSearch>, options: { replace?: boolean } = {}) => {
    const { q, sort, trash, id } = { ...search, ...changes }
    go(paths.items({ q, trash, ...(sort === defaultItemSort(trash) ? {} : { sort }), ...(id ? { id } : {}) }), options)
  }
  return { ...search, change }
}

/** Which way the list runs by a field, as `aria-sort` says it. */
export function sortedBy(sort: string, field: ItemSortField): 'ascending' | 'descending' | 'none' {
  const [first] = parseItemSort(sort)
  if (first?.field !== field) return 'none'
  return first.descending ? 'descending' : 'ascending'
}

/** Names begin with A, times with the newest; a second time the other way round. */
export function nextSort(sort: string, field: ItemSortField): string {
  const now = sortedBy(sort, field)
  if (now === 'none') return field === 'name' ? 'name' : `-${field}`
  return now === 'descending' ? field : `-${field}`
}
