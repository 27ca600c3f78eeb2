import { useSearch } from 'wouter'
import { type ChangeSource, sources } from '#shared/permissions.ts'
import { Id } from '#shared/text.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'

/** What the page shows, as its address says; what is empty filters nothing. Days are the reader's own. */
export type AuditSearch = { q: string; person: string; action: string; source: ChangeSource | ''; type: string; target: string; from: string; to: string }
export type AuditFilter = keyof AuditSearch

export const nothing: AuditSearch = { q: '', person: '', action: '', source: '', type: '', target: '', from: '', to: '' }

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** What the server would refuse is left out. */
function readAuditSearch(given: URLSearchParams): AuditSearch {
  const get = (name: AuditFilter, fits: (text: string) => boolean) => {
    const text = given.get(name) ?? ''
    return fits(text) ? text : ''
  }
  return {
    q: get('q', (text) => text.length <= 200),
    person: get('person', (text) => Id.safeParse(text).success),
    action: get('action', (text) => /^[a-z_.-]{1,60}$/.test(text)),
    source: sources.find((source) => source === given.get('source')) ?? '',
    type: get('type', (text) => /^[a-z_]{1,40}$/.test(text)),
    target: get('target', (text) => text.length <= 100),
    from: get('from', isDay),
    to: get('to', isDay),
  }
}

function auditHref(search: AuditSearch): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (value) query.set(name, value)
  return query.size > 0 ? `${paths.audit()}?${query}` : paths.audit()
}

export function useAuditSearch() {
  const search = readAuditSearch(new URLSearchParams(useSearch()))
  const go = useGo()
  return { search, change: (changes: Partial<AuditSearch>, options: { replace?: boolean } = {}) => go(auditHref({ ...search, ...changes }), options) }
}

/** Midnight at which a day begins where the reader is, some days on. */
const startOf = (day: string, daysOn = 0) => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysOn)
}

/** As the API takes it. The last day counts whole. */
export const asQuery = ({ q, person, action, source, type, target, from, to }: AuditSearch) => ({
  q: q || undefined,
  actor_id: person || undefined,
  action: action || undefined,
  source: source || undefined,
  target_type: type || undefined,
  target_id: target || undefined,
  from: from ? startOf(from).toISOString() : undefined,
  to: to ? new Date(startOf(to, 1).getTime() - 1).toISOString() : undefined,
})
