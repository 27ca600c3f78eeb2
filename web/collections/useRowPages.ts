import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type CollectionItem, isSkippedByIndex } from '#shared/items.ts'
import { COSTLY_SKIP_MAX, SKIP_MAX } from '#shared/pagination.ts'
import { countQuery, forgetFarPages, PAGE, pageQuery, readRange } from './rows.ts'
import type { RowSearch } from './search.ts'

/** Who drags the scroll bar through a long list passes by most of it. */
const PASSING_MS = 80

export type Rows = {
  /** How many there are to scroll through. */
  count: number
  /** How many match, and whether all of them were counted. */
  total: { count: number; exact: boolean } | null
  /** They are being counted still: there are at least so many. */
  counting: boolean
  at: (index: number) => CollectionItem | undefined
  /** Those from one to another, both with them, wherever they are; asked for where they are not here. */
  between: (from: number, to: number) => Promise<CollectionItem[]>
  /** So many from one on, as far as there are. */
  onward: (from: number, count: number) => Promise<CollectionItem[]>
  /** What is shown belongs to this; the search before stays until the first rows of the next are here. */
  shown: RowSearch
  busy: boolean
  failed: { error: Error; retry: () => void; busy: boolean } | null
}

const same = (one: RowSearch, other: RowSearch) => one.q === other.q && one.filter === other.filter && one.sort === other.sort

/** The rows of a collection, of which only the pages near the window are here. @param view the first and the last page that is drawn */
export function useRowPages(slug: string, search: RowSearch, view: { from: number; to: number }): Rows {
  const queries = useQueryClient()
  const wanted = useQuery(pageQuery(slug, search, 0))
  const [shown, setShown] = useState(search)
  if (!same(shown, search) && wanted.data) setShown({ q: search.q, filter: search.filter, sort: search.sort })

  const { from, to } = view
  const seen = `${from} ${to}`
  const [settled, setSettled] = useState(seen)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(seen), PASSING_MS)
    return () => clearTimeout(timer)
  }, [seen])
  useEffect(() => forgetFarPages(queries, slug, from), [queries, slug, from])

  const numbers = [...new Set([0, ...Array.from({ length: to - from + 1 }, (_, at) => from + at)])]
  const pages = useQueries({ queries: numbers.map((page) => ({ ...pageQuery(slug, shown, page), enabled: page === 0 || seen === settled })) })
  const first = pages[0]?.data
  const exact = useQuery({ ...countQuery(slug, shown), enabled: first?.total_is_exact === false })
  // What was counted before is not what there is, where the first page knows that.
  const counted = first?.total_is_exact ? first.total : exact.data
  const total = first ? { count: counted ?? first.total, exact: counted !== undefined } : null

  const most = (isSkippedByIndex(shown) ? SKIP_MAX : COSTLY_SKIP_MAX) + PAGE
  const count = Math.min(total?.count ?? 0, most)
  const counting = total?.exact === false && exact.isFetching
  const between: Rows['between'] = async (first, last) => {
    const wanted = Array.from({ length: Math.floor(last / PAGE) - Math.floor(first / PAGE) + 1 }, (_, at) => Math.floor(first / PAGE) + at)
    const known = wanted.map((page) => queries.getQueryData(pageQuery(slug, shown, page).queryKey)?.items)
    const skipped = Math.floor(first / PAGE) * PAGE
    if (known.every((items) => items !== undefined)) return known.flat().slice(first - skipped, last - skipped + 1)
    // Asked for as they are, by the thousand: pages that nobody looks at are not kept.
    return await readRange(slug, shown, first, last - first + 1, new AbortController().signal)
  }

  return {
    count,
    total,
    counting,
    at: (index) => pages[numbers.indexOf(Math.floor(index / PAGE))]?.data?.items[index % PAGE],
    between,
    onward: async (from, wanted) => {
      const known = counting ? Math.min(await queries.ensureQueryData(countQuery(slug, shown)), most) : count
      return from < known ? await between(from, Math.min(from + wanted, known) - 1) : []
    },
    shown,
    busy: !same(shown, search) && wanted.isFetching,
    failed: wanted.error && !wanted.data ? { error: wanted.error, retry: () => void wanted.refetch(), busy: wanted.isFetching } : null,
  }
}
