import { type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  ApiKeyEnvelope,
  ApiKeysEnvelope,
  AuthSessionsEnvelope,
  type CreateApiKey,
  DoneEnvelope,
  NewApiKeyEnvelope,
  RecoveryCodesEnvelope,
  TotpSecretEnvelope,
} from '#shared/auth.ts'
import { UsageReportEnvelope } from '#shared/usage.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { meQuery } from '../session.ts'

export const signInsQuery = queryOptions({
  queryKey: ['sign-ins'],
  queryFn: async ({ signal }) => (await call(AuthSessionsEnvelope, { path: apiPaths.signIns(), signal })).sessions,
})

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await call(ApiKeysEnvelope, { path: apiPaths.apiKeys(), signal })).keys,
})

/** The days of this month so far, in UTC, as budgets count. */
export function thisMonth(): { from: string; to: string } {
  const to = new Date().toISOString().slice(0, 10)
  return { from: `${to.slice(0, 7)}-01`, to }
}

/** What was called with each of the caller's keys this month. */
export const keyUsageQuery = queryOptions({
  queryKey: ['usage', 'keys'],
  queryFn: async ({ signal }) => (await call(UsageReportEnvelope, { path: apiPaths.usage(), query: { ...thisMonth(), by: 'key' }, signal })).rows,
})

export const refreshMe = (queries: QueryClient) => queries.invalidateQueries({ queryKey: meQuery.queryKey })
export const refreshSignIns = (queries: QueryClient) => queries.invalidateQueries({ queryKey: signInsQuery.queryKey })
export const refreshApiKeys = (queries: QueryClient) => queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey })

export const changePassword = (current: string, wanted: string) =>
  call(DoneEnvelope, { method: 'POST', path: apiPaths.password(), body: { current_password: current, new_password: wanted } })

export const endSignIn = (id: string) => call(DoneEnvelope, { method: 'DELETE', path: apiPaths.signIn(id) })
export const endAllSignIns = () => call(DoneEnvelope, { method: 'POST', path: apiPaths.endAllSignIns() })

/** @returns what to scan or to type into an authenticator */
export const beginSecondFactor = (password: string) => call(TotpSecretEnvelope, { method: 'POST', path: apiPaths.beginSecondFactor(), body: { password } })
/** @returns the recovery codes, which are never told again */
export const confirmSecondFactor = async (code: string) =>
  (await call(RecoveryCodesEnvelope, { method: 'POST', path: apiPaths.confirmSecondFactor(), body: { code } })).recovery_codes
export const renewRecoveryCodes = async (password: string) =>
  (await call(RecoveryCodesEnvelope, { method: 'POST', path: apiPaths.recoveryCodes(), body: { password } })).recovery_codes
export const disableSecondFactor = (password: string) => call(DoneEnvelope, { method: 'POST', path: apiPaths.disableSecondFactor(), body: { password } })

/** Without an Idempotency-Key: the answer holds a secret, and would be kept with it. */
export const createApiKey = (key: CreateApiKey) => call(NewApiKeyEnvelope, { method: 'POST', path: apiPaths.apiKeys(), body: key })
export const endApiKey = (id: string) => call(ApiKeyEnvelope, { method: 'DELETE', path: apiPaths.apiKey(id) })
