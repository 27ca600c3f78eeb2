import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { ChatSessionEnvelope, ChatSessionsEnvelope, type UpdateChatSession } from '#shared/chat.ts'
import { ChatFolderEnvelope, ChatFoldersEnvelope, PurgedEnvelope } from '#shared/chat-list.ts'
import { ChatSearchEnvelope } from '#shared/chat-search.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import type { ListView } from './useListView.ts'

/** The first page is to be there at once; who reads on has many, and each refresh asks for all that are shown. */
const PAGE = { first: 50, next: 200 }

/** While some conversation is being answered its dot should go out soon after. */
const RUNNING_REFRESH_MS = 5_000

const firstPage = (): string | null => null

export const sessionsQuery = ({ view, folder }: ListView) =>
  infiniteQueryOptions({
    queryKey: ['chat', 'sessions', view, folder],
    queryFn: ({ pageParam, signal }) =>
      call(ChatSessionsEnvelope, {
        path: apiPaths.sessions(),
        query: { limit: pageParam === null ? PAGE.first : PAGE.next, view, folder: folder ?? undefined, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.sessions.some((session) => session.running)) ? RUNNING_REFRESH_MS : false),
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
  Promise.all([['chat', 'sessions'], ['chat', 'folders'], ['chat', 'search'], ['dashboard']].map((queryKey) => client.invalidateQueries({ queryKey })))

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
