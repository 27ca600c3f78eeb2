import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { AggregateEnvelope, FacetsEnvelope, type Period } from '#shared/aggregates.ts'
import { call } from '../../api.ts'
import { gridPaths } from '../paths.ts'

const figuresKey = (slug: string) => ['collections', 'figures', slug]

export type Figured = { q: string; filter: string; fields: readonly string[]; group?: string | undefined; by?: Period | undefined; zone?: string | undefined }

/** What rows come to; `all` of every row, however many. */
export const aggregateQuery = (slug: string, { q, filter, fields, group, by, zone }: Figured, all = false) =>
  queryOptions({
    queryKey: [...figuresKey(slug), { q, filter, fields, group, by, zone, all }],
    queryFn: ({ signal }) =>
      call(AggregateEnvelope, {
        path: gridPaths.aggregate(slug),
        query: { q: q || undefined, filter: filter || undefined, fields: fields.join(',') || undefined, group, by, zone },
        ...(all ? { headers: { Prefer: 'count=exact' } } : {}),
        signal,
      }),
    placeholderData: keepPreviousData,
  })

export const facetsQuery = (slug: string, { q, filter, fields }: Figured) =>
  queryOptions({
    queryKey: [...figuresKey(slug), 'facets', { q, filter, fields }],
    queryFn: ({ signal }) =>
      call(FacetsEnvelope, { path: gridPaths.facets(slug), query: { q: q || undefined, filter: filter || undefined, fields: fields.join(',') }, signal }),
  })

/** Who writes in many cells one after the other waits for none of their sums; where others never stop, they are told so often. */
const AFTER_MS = 400
const LONGEST_MS = 2000
const waiting = new Map<string, { since: number; timer: ReturnType<typeof setTimeout> }>()

/** After rows have changed, once no more of them do. */
export function refreshFigures(queries: QueryClient, slug: string): void {
  const { since = Date.now(), timer } = waiting.get(slug) ?? {}
  clearTimeout(timer)
  const run = () => {
    waiting.delete(slug)
    void queries.invalidateQueries({ queryKey: figuresKey(slug) })
  }
  waiting.set(slug, { since, timer: setTimeout(run, Math.max(0, Math.min(AFTER_MS, since + LONGEST_MS - Date.now()))) })
}
