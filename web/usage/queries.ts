import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Budget, BudgetEnvelope, BudgetStateEnvelope, BudgetsEnvelope, type SetLimits, type UsageGroup, UsageReportEnvelope } from '#shared/usage.ts'
import { RolesEnvelope, UsersEnvelope } from '#shared/users.ts'
import { call, send } from '../api.ts'
import { apiPaths } from '../paths.ts'

/** Some days, and the API key whose calls alone count, if it is not empty. */
export type Part = { from: string; to: string; key: string }

const queryOf = ({ from, to, key }: Part) => ({ from, to, api_key_id: key || undefined })

export const usageQuery = (whose: 'own' | 'workspace', part: Part, by: UsageGroup) =>
  queryOptions({
    queryKey: ['usage', 'report', whose, queryOf(part), by],
    queryFn: ({ signal }) =>
      call(UsageReportEnvelope, { path: whose === 'own' ? apiPaths.usage() : apiPaths.workspaceUsage(), query: { ...queryOf(part), by }, signal }),
    placeholderData: keepPreviousData,
  })

export const budgetQuery = queryOptions({
  queryKey: ['usage', 'budget'],
  queryFn: ({ signal }) => call(BudgetStateEnvelope, { path: apiPaths.budget(), signal }),
})

export const budgetsQuery = queryOptions({
  queryKey: ['usage', 'budgets'],
  queryFn: async ({ signal }) => (await call(BudgetsEnvelope, { path: apiPaths.budgets(), signal })).budgets,
})

/** Whom a budget can be for. */
export const rolesQuery = queryOptions({
  queryKey: ['users', 'roles'],
  queryFn: async ({ signal }) => (await call(RolesEnvelope, { path: apiPaths.roles(), signal })).roles,
})
export const peopleQuery = queryOptions({
  queryKey: ['users', 'accounts', { q: '', status: '' }],
  queryFn: ({ signal }) => call(UsersEnvelope, { path: apiPaths.users(), signal }),
})

export const setOwnLimits = (limits: SetLimits) => call(BudgetStateEnvelope, { method: 'PUT', path: apiPaths.ownLimits(), body: limits })
export const setBudget = ({ scope, subject }: Pick<Budget, 'scope' | 'subject'>, limits: SetLimits) =>
  call(BudgetEnvelope, { method: 'PUT', path: scope === 'role' ? apiPaths.roleBudget(subject) : apiPaths.userBudget(subject), body: limits })

/** A budget of others may be one's own too. */
export const refreshBudgets = (queries: QueryClient) =>
  Promise.all([queries.invalidateQueries({ queryKey: budgetsQuery.queryKey }), queries.invalidateQueries({ queryKey: budgetQuery.queryKey })])

/** Every call, a line each. */
export const exportUsage = async (whose: 'own' | 'workspace', part: Part): Promise<Blob> =>
  (await send({ path: whose === 'own' ? apiPaths.usageExport() : apiPaths.workspaceUsageExport(), query: queryOf(part), headers: { Accept: '*/*' } })).blob()
