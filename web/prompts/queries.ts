import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type CreatePrompt, PromptEnvelope, PromptsEnvelope, type PromptsQuery, PromptVersionsEnvelope, type UpdatePrompt } from '#shared/prompts.ts'
import { call, idempotencyKey } from '../api.ts'
import { apiPaths } from '../paths.ts'

/** Also the beginning of that in menuQuery.ts. */
const key = ['prompts']
const PAGE = 50
const firstPage = (): string | null => null

export const promptsQuery = ({ q, scope }: { q: string; scope: PromptsQuery['scope'] }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', { q, scope }],
    queryFn: ({ pageParam, signal }) =>
      call(PromptsEnvelope, { path: apiPaths.prompts(), query: { q: q || undefined, scope, limit: PAGE, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })

export const readPrompts = async (q: string, limit: number, signal: AbortSignal) =>
  (await call(PromptsEnvelope, { path: apiPaths.prompts(), query: { q: q || undefined, limit }, signal })).prompts

export const promptQuery = (id: string) =>
  queryOptions({ queryKey: [...key, 'one', id], queryFn: ({ signal }) => call(PromptEnvelope, { path: apiPaths.prompt(id), signal }) })

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, 'versions', id],
    queryFn: async ({ signal }) => (await call(PromptVersionsEnvelope, { path: apiPaths.promptVersions(id), signal })).versions,
  })

export const createPrompt = (body: CreatePrompt, once: string) =>
  call(PromptEnvelope, { method: 'POST', path: apiPaths.prompts(), body, headers: idempotencyKey(once) })
/** @param version the one that was looked at */
export const updatePrompt = (id: string, body: UpdatePrompt, version: number) =>
  call(PromptEnvelope, { method: 'PUT', path: apiPaths.prompt(id), body, headers: { 'If-Match': `"${version}"` } })
export const deletePrompt = (id: string) => call(PromptEnvelope, { method: 'DELETE', path: apiPaths.prompt(id) })
export const refreshPrompts = (client: QueryClient) => client.invalidateQueries({ queryKey: key })
