import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { FIGURE_TEXT_MAX, type Group, type Period } from '#shared/aggregates.ts'
import type { Filter } from '#shared/filter.ts'
import type { CollectionItem } from '#shared/items.ts'
import { COSTLY_SKIP_MAX } from '#shared/pagination.ts'
import { ownZone, periodEnd } from '../../records/periods.ts'
import type { Column } from '../columns.ts'
import { aggregateQuery } from '../figures/queries.ts'
import { kindOf } from '../filter/columns.ts'
import { narrowed } from '../filter/tree.ts'
import { startOfDay } from '../layouts/calendarDays.ts'
import { PAGE, pageQuery, rowsKey } from '../rows.ts'
import type { Shown } from '../search.ts'
import type { Columns } from '../useColumns.ts'
import type { Rows } from '../useRowPages.ts'

/** A group as it stands among the rows: its head at `at`, so many rows behind it unless it is folded. */
export type Placed = { group: Group; at: number; folded: boolean; rows: number; filter: string }
export type Grouping = {
  column: Column
  by: Period
  headAt: (index: number) => Placed | undefined
  /** How many heads stand from one line to another. */
  headsIn: (from: number, to: number) => number
  numberAt: (index: number) => number
  toggle: (placed: Placed) => void
  /** Whether there are more groups than these. */
  more: boolean
  /** Whether the filter leaves no room for what tells the groups apart: then there are none. */
  tooLong: boolean
  failed: { error: Error; retry: () => void; busy: boolean } | null
}

/** So many rows of a group can be scrolled to, as of a list. */
const REACHED_MAX = COSTLY_SKIP_MAX + PAGE

/** More than what rows are grouped by is not text of any length. */
export const isGroupable = ({ type, builtIn }: Column) => type !== 'long_text' && type !== 'attachment' && builtIn !== 'name' && builtIn !== 'description'
export const isPeriodic = (column: Column) => kindOf(column) === 'date' || kindOf(column) === 'date_time'

/** What is true of the rows of a group alone. */
export function filterOf(column: Column, by: Period, value: Group['value']): Filter {
  const field = column.key
  if (value === null) return { field, op: 'empty' }
  // Longer texts are in the group of their beginning.
  if (kindOf(column) === 'text' && typeof value === 'string' && Array.from(value).length >= FIGURE_TEXT_MAX) return { field, op: 'starts', value }
  if (!isPeriodic(column) || typeof value !== 'string') return { field, op: '=', value }
  // Moments are grouped by the reader's own days.
  const edge = kindOf(column) === 'date_time' ? startOfDay : (day: string) => day
  return {
    and: [
      { field, op: '>=', value: edge(value) },
      { field, op: '<', value: edge(periodEnd(value, by)) },
    ],
  }
}

/** Choices in their own order, all else as it is sorted; what has no value comes last. */
function inOrder(groups: readonly Group[], { choices = [] }: Column): Group[] {
  const place = ({ value }: Group) => choices.findIndex(({ label }) => label === value)
  return groups.toSorted((one, other) => {
    if (one.value === null || other.value === null) return Number(one.value === null) - Number(other.value === null)
    if (choices.length > 0) return place(one) - place(other)
    if (typeof one.value === 'string' && typeof other.value === 'string') return one.value.localeCompare(other.value, 'zh-CN', { numeric: true })
    return Number(one.value) - Number(other.value)
  })
}

type Groups = { placed: Placed[]; lines: number; tooLong: boolean }
const NO_GROUPS: Groups = { placed: [], lines: 0, tooLong: false }

/** Where each group stands, and what is true of its rows. */
function placeGroups(groups: readonly Group[], column: Column, by: Period, filter: string, folded: ReadonlySet<unknown>): Groups {
  let at = 0
  const placed: Placed[] = []
  for (const group of groups) {
    const own = narrowed(filter, filterOf(column, by, group.value))
    // A part of the groups, or the rows of all, would look as if it were all.
    if (own === undefined) return { ...NO_GROUPS, tooLong: true }
    const isFolded = folded.has(group.value)
    const rows = isFolded ? 0 : Math.min(group.count, REACHED_MAX)
    placed.push({ group, at, folded: isFolded, rows, filter: own })
    at += 1 + rows
  }
  return { placed, lines: at, tooLong: false }
}

/**
 * The rows of a list in groups, each with its head, as one list of lines of which only the pages near the window are here. Null where nothing is grouped.
 * @param plain the same rows ungrouped: how many there are, and what is wrong with them
 */
export function useGroupedRows(
  slug: string,
  search: Shown,
  columns: Columns,
  view: { from: number; to: number },
  plain: Rows,
): { rows: Rows; grouping: Grouping } | null {
  const queries = useQueryClient()
  const column = columns.all.find(({ key }) => key === search.group)
  const { q, filter, sort } = plain.shown
  const fields = columns.summed
  const wanted = {
    q,
    filter,
    fields,
    group: column?.key,
    by: column && isPeriodic(column) ? search.by : undefined,
    zone: column && kindOf(column) === 'date_time' ? ownZone() : undefined,
  }
  const some = useQuery({ ...aggregateQuery(slug, wanted), enabled: column !== undefined })
  const whole = useQuery({ ...aggregateQuery(slug, wanted, true), enabled: some.data?.exact === false })
  // What is kept of the question before would be groups of another field.
  const { data, dataUpdatedAt } = whole.data && !whole.isPlaceholderData ? whole : some.isPlaceholderData ? { data: undefined, dataUpdatedAt: 0 } : some
  // A row may belong to another group since.
  const seen = useRef(0)
  useEffect(() => {
    const before = seen.current
    seen.current = dataUpdatedAt
    if (before > 0 && dataUpdatedAt > before) void queries.invalidateQueries({ queryKey: rowsKey(slug), refetchType: 'active' })
  }, [dataUpdatedAt, queries, slug])

  const of = column ? `${column.key} ${search.by}` : ''
  const [state, setState] = useState({ of, folded: new Set<unknown>() })
  const folded = useMemo(() => (state.of === of ? state.folded : new Set<unknown>()), [state, of])

  const { placed, lines, tooLong } = useMemo(
    () => (column && data?.groups ? placeGroups(inOrder(data.groups, column), column, search.by, filter, folded) : NO_GROUPS),
    [column, data, filter, folded, search.by],
  )

  /** Which group a line is in, and its place there; the head has place -1. */
  const find = (index: number) => {
    let [low, high] = [0, placed.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((placed[middle]?.at ?? 0) <= index) low = middle
      else high = middle - 1
    }
    const group = placed[low]
    return group && index < group.at + 1 + group.rows ? { group, place: index - group.at - 1 } : undefined
  }
  const pageOf = (group: Placed, place: number) => pageQuery(slug, { q, filter: group.filter, sort }, Math.floor(place / PAGE))

  const needed = new Map<string, ReturnType<typeof pageOf>>()
  if (column)
    for (const group of placed) {
      const [first, last] = [Math.max(group.at + 1, view.from * PAGE), Math.min(group.at + group.rows, view.to * PAGE + PAGE - 1)]
      for (let page = Math.floor((first - group.at - 1) / PAGE); first <= last && page * PAGE <= last - group.at - 1; page++)
        needed.set(`${group.at} ${page}`, pageOf(group, page * PAGE))
    }
  const keys = [...needed.keys()]
  const pages = useQueries({ queries: [...needed.values()] })

  if (!column) return null
  /** The rows among the lines from one to another, so many at most. */
  const walk = async (from: number, to: number, count: number) => {
    const items: CollectionItem[] = []
    for (let index = from; index <= to && items.length < count; index++) {
      const found = find(index)
      if (!found || found.place < 0) continue
      const item = (await queries.ensureQueryData(pageOf(found.group, found.place))).items[found.place % PAGE]
      if (item) items.push(item)
    }
    return items
  }
  const at: Rows['at'] = (index) => {
    const found = find(index)
    if (!found || found.place < 0) return undefined
    return pages[keys.indexOf(`${found.group.at} ${Math.floor(found.place / PAGE)}`)]?.data?.items[found.place % PAGE]
  }
  return {
    rows: {
      ...plain,
      count: lines,
      at,
      between: (from, to) => walk(from, to, Number.POSITIVE_INFINITY),
      onward: (from, count) => walk(from, lines - 1, count),
    },
    grouping: {
      column,
      by: search.by,
      more: data?.more_groups ?? false,
      tooLong,
      failed: some.isError && !data ? { error: some.error, retry: () => void some.refetch(), busy: some.isFetching } : null,
      headAt: (index) => {
        const found = find(index)
        return found?.place === -1 ? found.group : undefined
      },
      headsIn: (from, to) => placed.filter((group) => group.at >= from && group.at <= to).length,
      numberAt: (index) => (find(index)?.place ?? 0) + 1,
      toggle: ({ group: { value } }) => {
        const next = new Set(folded)
        if (!next.delete(value)) next.add(value)
        setState({ of, folded: next })
      },
    },
  }
}
