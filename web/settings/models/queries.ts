import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type CheckStep, ModelPolicyEnvelope, ProviderCheckEnvelope, ProviderStateEnvelope, type UpdateModelPolicy } from '#shared/models.ts'
import { call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

export const policyQuery = queryOptions({
  queryKey: ['model-policy'],
  queryFn: ({ signal }) => call(ModelPolicyEnvelope, { path: apiPaths.modelPolicy(), signal }),
})

export const providerQuery = queryOptions({
  queryKey: ['provider'],
  queryFn: ({ signal }) => call(ProviderStateEnvelope, { path: apiPaths.provider(), signal }),
})

/** The chat's own list is of what may be asked: it is asked for again. @param version the one that was looked at */
export async function setPolicy(queries: QueryClient, policy: UpdateModelPolicy, version: number): Promise<void> {
  const headers = { 'If-Match': `"${version}"` }
  queries.setQueryData(policyQuery.queryKey, await call(ModelPolicyEnvelope, { method: 'PUT', path: apiPaths.modelPolicy(), body: policy, headers }))
  await queries.invalidateQueries({ queryKey: ['chat', 'models'] })
}

export const testStep = (step: CheckStep, signal: AbortSignal) =>
  call(ProviderCheckEnvelope, { method: 'POST', path: apiPaths.testProvider(), body: { step }, signal })

/** The first step fetches the list anew. */
export async function refreshProvider(queries: QueryClient): Promise<void> {
  await Promise.all([['provider'], ['model-policy'], ['chat', 'models']].map((queryKey) => queries.invalidateQueries({ queryKey })))
}
