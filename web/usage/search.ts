import { useSearch } from 'wouter'
import { Id } from '#shared/text.ts'
import { ownGroups, USAGE_DAYS_MAX, type UsageGroup, workspaceGroups } from '#shared/usage.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'

export const views = ['own', 'workspace', 'budgets'] as const
export type View = (typeof views)[number]
export type Group = Exclude<UsageGroup, 'day'>

/** What the page shows, as its address says. Days are those of UTC, by which budgets count. */
export type UsageSearch = {
  view: View
  from: string
  to: string
  by: Group
  /** The id of the API key whose calls alone are shown; empty for all. */
  key: string
}

const DAY_MS = 86_400_000
const USUAL_DAYS = 30
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
export const today = () => dayOf(Date.now())
/** The day some days before another one. */
export const daysBefore = (day: string, days: number) => dayOf(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS)

/** A day that there is; undefined for anything else. */
function dayIn(text: string | null): string | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) || dayOf(at) !== text ? undefined : text
}

export const groupsOf = (view: View): readonly Group[] => (view === 'workspace' ? workspaceGroups : ownGroups).filter((group) => group !== 'day')

/** What the server would refuse becomes what is usual. */
export function readUsageSearch(given: URLSearchParams): UsageSearch {
  const view = views.find((each) => each === given.get('view')) ?? 'own'
  const to = dayIn(given.get('to')) ?? today()
  const wanted = dayIn(given.get('from')) ?? daysBefore(to, USUAL_DAYS - 1)
  const fits = wanted <= to && wanted > daysBefore(to, USAGE_DAYS_MAX)
  return {
    view,
    to,
    from: fits ? wanted : daysBefore(to, USUAL_DAYS - 1),
    by: groupsOf(view).find((each) => each === given.get('by')) ?? 'model',
    key: Id.safeParse(given.get('key')).data ?? '',
  }
}

export function useUsageSearch() {
  const given = new URLSearchParams(useSearch())
  const search = readUsageSearch(given)
  const go = useGo()
  return { search, change: (changes: Partial<UsageSearch>) => go(paths.usage({ ...Object.fromEntries(given), ...changes }), { replace: true }) }
}
