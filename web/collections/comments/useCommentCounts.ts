import { useQueries } from '@tanstack/react-query'
import { PAGE } from '../rows.ts'
import type { Rows } from '../useRowPages.ts'
import { countsQuery } from './queries.ts'

/** How many comments the rows have that are in view. @param first and last page that is drawn */
export function useCommentCounts(slug: string, rows: Rows, first: number, last: number): ReadonlyMap<string, number> {
  const pages = Array.from({ length: last - first + 1 }, (_, at) => {
    const ids = Array.from({ length: PAGE }, (__, place) => rows.at((first + at) * PAGE + place)?.id ?? [])
    return [...new Set(ids.flat())].toSorted()
  })
  return useQueries({
    queries: pages.map((ids) => countsQuery(slug, ids)),
    combine: (counts) => new Map(counts.flatMap(({ data }) => data ?? []).map(({ item_id: id, count }) => [id, count])),
  })
}
