import { useSearch } from 'wouter'
import { type Period, periods } from '#shared/aggregates.ts'
import { FILTER_TEXT_MAX } from '#shared/filter.ts'
import { CollectionSortParam, canSortItems, defaultItemSort, parseSort } from '#shared/items.ts'
import { Id } from '#shared/text.ts'
import { type View, type ViewKind, viewKinds } from '#shared/views.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { type Column, sortFieldOf } from './columns.ts'

/** Which rows, in which order. */
export type RowSearch = { q: string; filter: string; sort: string }
/** What a view keeps of it too: as what rows are shown, by which field rows are grouped, and where that is a date how long each group is. */
export type Shown = RowSearch & { kind: ViewKind; group: string; by: Period }
/** What the page shows, as its address says; `id` is the row that is open. */
export type GridSearch = Shown & { id: string | undefined }

/** In the address: all rows, whatever view the collection opens with. */
export const NO_VIEW = 'all'

/** What a view shows before anything is changed; without one, all rows, the newest first. */
export const startOf = (view: View | null): Shown => ({
  q: view?.q ?? '',
  filter: view?.filter ?? '',
  sort: view?.sort || defaultItemSort(false),
  kind: view?.kind ?? 'grid',
  group: view?.group ?? '',
  by: view?.by ?? 'month',
})

export function readGridSearch(given: URLSearchParams, view: View | null = null): GridSearch {
  const start = startOf(view)
  const sort = CollectionSortParam.safeParse(given.get('sort'))
  return {
    q: given.get('q') ?? start.q,
    filter: (given.get('filter') ?? start.filter).slice(0, FILTER_TEXT_MAX),
    sort: sort.success && canSortItems(sort.data, false) ? sort.data : start.sort,
    kind: viewKinds.find((kind) => kind === given.get('kind')) ?? start.kind,
    group: given.get('group') ?? start.group,
    by: periods.find((period) => period === given.get('by')) ?? start.by,
    id: Id.safeParse(given.get('id')).data,
  }
}

/** Which view an address is about: the one that it names, else the one that the collection opens with. */
export function viewAt(given: URLSearchParams, views: readonly View[]): View | null {
  const wanted = given.get('view')
  return wanted === NO_VIEW ? null : (views.find(({ id, is_default }) => (wanted === null ? is_default : id === wanted)) ?? null)
}

/** Without what the rows cannot be sorted by, such as a field that is gone. */
function sortable(sort: string, columns: readonly Column[]): string {
  const known = parseSort(sort).filter(({ field }) => columns.some((column) => sortFieldOf(column) === field))
  return known.map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',') || defaultItemSort(false)
}

const words = ['q', 'filter', 'sort', 'kind', 'group', 'by'] as const

/** What the address says of a view's rows, and how it is changed: only what differs from the view stands in it. */
export function useGridSearch(slug: string, columns: readonly Column[], view: View | null) {
  const address = new URLSearchParams(useSearch())
  const given = readGridSearch(address, view)
  const search = { ...given, sort: sortable(given.sort, columns), group: columns.some(({ key }) => key === given.group) ? given.group : '' }
  const go = useGo()
  const change = (changes: Partial<GridSearch>, options: { replace?: boolean } = {}) => {
    const next = { ...search, ...changes }
    const start = readGridSearch(new URLSearchParams(), view)
    const query = new URLSearchParams()
    const named = address.get('view')
    if (named !== null) query.set('view', named)
    for (const word of words) if (next[word] !== start[word]) query.set(word, next[word])
    if (next.id) query.set('id', next.id)
    go(`${paths.collection(slug)}${query.size > 0 ? `?${query.toString()}` : ''}`, options)
  }
  return { search, change }
}
