import { useSearch } from 'wouter'
import type { User } from '#shared/users.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'

export const views = ['accounts', 'invitations', 'roles'] as const
export type View = (typeof views)[number]
export const statuses = ['active', 'disabled', 'deleted'] as const satisfies User['status'][]

/** What the page shows, as its address says. `status` is empty for all. */
export type UserSearch = { view: View; q: string; status: User['status'] | '' }

const href = ({ view, q, status }: UserSearch) => {
  const query = new URLSearchParams()
  if (view !== 'accounts') query.set('view', view)
  if (view === 'accounts' && q) query.set('q', q)
  if (view === 'accounts' && status) query.set('status', status)
  return query.size > 0 ? `${paths.users()}?${query}` : paths.users()
}

export const viewHref = (view: View) => href({ view, q: '', status: '' })

export function useUserSearch() {
  const given = new URLSearchParams(useSearch())
  const go = useGo()
  const search: UserSearch = {
    view: views.find((view) => view === given.get('view')) ?? 'accounts',
    q: given.get('q') ?? '',
    status: statuses.find((status) => status === given.get('status')) ?? '',
  }
  return { ...search, change: (changes: Partial<UserSearch>) => go(href({ ...search, ...changes }), { replace: true }) }
}
