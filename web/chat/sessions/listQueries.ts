import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { ChatSessionEnvelope, ChatSessionsEnvelope, type UpdateChatSession } from '#shared/chat.ts'
import { ChatFolderEnvelope, ChatFoldersEnvelope, PurgedEnvelope } from '#shared/chat-list.ts'
import { ChatSearchEnvelope } from '#shared/chat-search.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { sessionsKey } from '../queries.ts'
import type { ListView } from './useListView.ts'

/** The first page is to be there at once; who reads on has many, and a refresh of the whole list asks for all that are shown. */
const PAGE = { first: 50, next: 200 }

const firstPage = (): string | null => null

export const readSessions = ({ view, folder }: ListView, cursor: string | null, signal?: AbortSignal) =>
  call(ChatSessionsEnvelope, {
    path: apiPaths.sessions(),
    query: { limit: cursor === null ? PAGE.first : PAGE.next, view, folder: folder ?? undefined, cursor: cursor ?? undefined },
    signal,
  })

export const sessionsQuery = (view: ListView) =>
  infiniteQueryOptions({
    queryKey: [...sessionsKey, view.view, view.folder],
    queryFn: ({ pageParam, signal }) => readSessions(view, pageParam, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
  })

export const foldersQuery = queryOptions({
  queryKey: ['chat', 'folders'],
  queryFn: async ({ signal }) => (await call(ChatFoldersEnvelope, { path: apiPaths.folders(), signal })).folders,
})

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['chat', 'search', q],
    queryFn: ({ pageParam, signal }) => call(ChatSearchEnvelope, { path: apiPaths.searchChats(), query: { q, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
    enabled: q !== '',
  })

/** After anything that changes what stands in which list. */
export const refreshLists = (client: QueryClient) =>
  Promise.all([sessionsKey, ['chat', 'folders'], ['chat', 'search'], ['dashboard']].map((queryKey) => client.invalidateQueries({ queryKey })))

export const changeSession = (id: string, body: UpdateChatSession) => call(ChatSessionEnvelope, { method: 'PATCH', path: apiPaths.session(id), body })
export const deleteSession = (id: string) => call(ChatSessionEnvelope, { method: 'DELETE', path: apiPaths.session(id) })
export const restoreSession = (id: string) => call(ChatSessionEnvelope, { method: 'POST', path: apiPaths.restoreSession(id) })
export const purgeSession = (id: string) => call(ChatSessionEnvelope, { method: 'DELETE', path: apiPaths.deletedSession(id) })
/** Each call takes as many as it has time for. */
export async function purgeDeleted(): Promise<void> {
  while ((await call(PurgedEnvelope, { method: 'DELETE', path: apiPaths.deletedSessions() })).purged > 0);
}
export const createFolder = (name: string) => call(ChatFolderEnvelope, { method: 'POST', path: apiPaths.folders(), body: { name }, headers: idempotencyKey() })
export const renameFolder = (id: string, name: string) => call(ChatFolderEnvelope, { method: 'PATCH', path: apiPaths.folder(id), body: { name } })
export const deleteFolder = (id: string) => call(ChatFolderEnvelope, { method: 'DELETE', path: apiPaths.folder(id) })
