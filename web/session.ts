import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { UpdateMe } from '#shared/auth.ts'
import { type Me, MeEnvelope } from '#shared/me.ts'
import type { Permission } from '#shared/permissions.ts'
import { type User, UserEnvelope } from '#shared/users.ts'
import { attachSession, type Begun, call } from './api.ts'
import { apiPaths } from './paths.ts'
import { renew } from './session/renew.ts'
import { noteUse } from './session/use.ts'

attachSession({ renew, onUse: noteUse })

/** What a role may changes rarely, and the server is asked in any case. */
const STALE_AFTER_MS = 60_000

/** Asked for by public/boot.js while the program is still on its way. */
declare global {
  var deskmateMe: Begun | undefined
}

function takeBegun(): Begun | undefined {
  const begun = globalThis.deskmateMe
  globalThis.deskmateMe = undefined
  return begun
}

/** Who is signed in, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(MeEnvelope, { path: apiPaths.me(), begun: takeBegun(), signal }),
  staleTime: STALE_AFTER_MS,
})

/** Undefined until the server has said. */
export const useMe = (): Me | undefined => useQuery(meQuery).data

/** For controls: whether to offer them. Until the server has said, they are offered, as most are for most people; it has the last word anyway. */
export function useCan(permission: Permission): boolean {
  const me = useMe()
  return me === undefined || me.permissions.includes(permission)
}

/** Changes one's own name, language or theme, and what is known of oneself here. */
export async function updateMe(client: QueryClient, change: UpdateMe): Promise<User> {
  const user = await call(UserEnvelope, { method: 'PATCH', path: apiPaths.me(), body: change })
  client.setQueryData(meQuery.queryKey, (me) => me && { ...me, user })
  return user
}
