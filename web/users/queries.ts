import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { DoneEnvelope } from '#shared/auth.ts'
import {
  type CreateInvitation,
  type CreateRole,
  InvitationEnvelope,
  InvitationsEnvelope,
  OneTimeLinkEnvelope,
  RoleEnvelope,
  RolesEnvelope,
  type UpdateRole,
  type UpdateUser,
  type User,
  UserEnvelope,
  UsersEnvelope,
} from '#shared/users.ts'
import { call, idempotencyKey } from '../api.ts'
import { apiPaths } from '../paths.ts'
import type { UserSearch } from './search.ts'

const accountsKey = ['users', 'accounts']

export const accountsQuery = ({ q, status }: Pick<UserSearch, 'q' | 'status'>) =>
  queryOptions({
    queryKey: [...accountsKey, { q, status }],
    queryFn: ({ signal }) => call(UsersEnvelope, { path: apiPaths.users(), query: { q: q || undefined, status: status || undefined }, signal }),
    placeholderData: keepPreviousData,
  })

export const invitationsQuery = queryOptions({
  queryKey: ['users', 'invitations'],
  queryFn: async ({ signal }) => (await call(InvitationsEnvelope, { path: apiPaths.invitations(), signal })).invitations,
})

export const rolesQuery = queryOptions({
  queryKey: ['users', 'roles'],
  queryFn: async ({ signal }) => (await call(RolesEnvelope, { path: apiPaths.roles(), signal })).roles,
})

type Accounts = z.infer<typeof UsersEnvelope>['data']

/** Shows an account as it is now, or as it is about to be, in every list that has it. */
export const showAccount = (queries: QueryClient, user: User) =>
  queries.setQueriesData<Accounts>(
    { queryKey: accountsKey },
    (accounts) => accounts && { ...accounts, users: accounts.users.map((each) => (each.id === user.id ? user : each)) },
  )

/** How many accounts a role has changes with them. */
export const refreshAccounts = (queries: QueryClient) =>
  Promise.all([queries.invalidateQueries({ queryKey: accountsKey }), queries.invalidateQueries({ queryKey: rolesQuery.queryKey })])
export const refreshInvitations = (queries: QueryClient) => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey })
export const refreshRoles = (queries: QueryClient) => queries.invalidateQueries({ queryKey: rolesQuery.queryKey })

export const updateUser = (id: string, change: UpdateUser) => call(UserEnvelope, { method: 'PATCH', path: apiPaths.user(id), body: change })
export const deleteUser = (id: string) => call(UserEnvelope, { method: 'DELETE', path: apiPaths.user(id) })
/** Without an Idempotency-Key, as below: the answer holds a link that lets somebody in, and would be kept with it. */
export const createResetLink = (id: string) => call(OneTimeLinkEnvelope, { method: 'POST', path: apiPaths.resetLink(id) })
export const endSignInsOf = (id: string) => call(DoneEnvelope, { method: 'POST', path: apiPaths.endSignInsOf(id) })
export const disableSecondFactorOf = (id: string) => call(DoneEnvelope, { method: 'POST', path: apiPaths.disableSecondFactorOf(id) })

export const createInvitation = (invitation: z.infer<typeof CreateInvitation>) =>
  call(InvitationEnvelope, { method: 'POST', path: apiPaths.invitations(), body: invitation })
export const endInvitation = (id: string) => call(DoneEnvelope, { method: 'DELETE', path: apiPaths.invitation(id) })

export const createRole = (role: z.infer<typeof CreateRole>, key: string) =>
  call(RoleEnvelope, { method: 'POST', path: apiPaths.roles(), body: role, headers: idempotencyKey(key) })
export const updateRole = (slug: string, change: z.infer<typeof UpdateRole>) => call(RoleEnvelope, { method: 'PATCH', path: apiPaths.role(slug), body: change })
export const deleteRole = (slug: string) => call(DoneEnvelope, { method: 'DELETE', path: apiPaths.role(slug) })
