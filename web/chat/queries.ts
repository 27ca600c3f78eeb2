import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import {
  type ChatHistory,
  ChatHistoryEnvelope,
  type ChatMessage,
  ChatModelsEnvelope,
  ChatSessionEnvelope,
  ChatSessionsEnvelope,
  StopEnvelope,
} from '#shared/chat.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'
import type { LiveAnswer } from './stream/applyFrame.ts'

/** Two screens and more of short messages, and a quick answer where they are long. */
const HISTORY_PAGE = 50
const SESSIONS_PAGE = 50

/** While some conversation is being answered its dot should go out soon after. */
const RUNNING_REFRESH_MS = 5_000

const firstPage = (): string | null => null

export const sessionsQuery = infiniteQueryOptions({
  queryKey: ['chat', 'sessions'],
  queryFn: ({ pageParam, signal }) =>
    call(ChatSessionsEnvelope, { path: apiPaths.sessions(), query: { limit: SESSIONS_PAGE, cursor: pageParam ?? undefined }, signal }),
  initialPageParam: firstPage(),
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.sessions.some((session) => session.running)) ? RUNNING_REFRESH_MS : false),
})

const historyKey = (sessionId: string) => ['chat', 'history', sessionId]

/** The first page holds the newest messages. */
export const historyQuery = (sessionId: string | null) =>
  infiniteQueryOptions({
    queryKey: historyKey(sessionId ?? ''),
    queryFn: sessionId
      ? ({ pageParam, signal }) =>
          call(ChatHistoryEnvelope, { path: apiPaths.history(), query: { session_id: sessionId, limit: HISTORY_PAGE, cursor: pageParam ?? undefined }, signal })
      : skipToken,
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
  })

/** The catalogue changes by the day; the server refreshes it by itself. */
const MODELS_STALE_MS = 10 * 60_000

export const modelsQuery = queryOptions({
  queryKey: ['chat', 'models'],
  queryFn: ({ signal }) => call(ChatModelsEnvelope, { path: apiPaths.models(), signal }),
  staleTime: MODELS_STALE_MS,
})

/** The answer that this page is reading in a conversation, `null` for one that has no id yet. Written by the reader, never fetched. */
export const liveQuery = (sessionId: string | null) =>
  queryOptions<LiveAnswer | null>({ queryKey: ['chat', 'live', sessionId], queryFn: skipToken, staleTime: Infinity })

type History = InfiniteData<ChatHistory, string | null>

export const readHistory = (client: QueryClient, sessionId: string) => client.getQueryData<History>(historyKey(sessionId))

/** Puts messages at the end of the newest page; one that is there already is replaced. Without a history there is nothing to keep current. */
export function keepMessages(client: QueryClient, sessionId: string, messages: ChatMessage[]): void {
  client.setQueryData<History>(historyKey(sessionId), (history) => {
    const newest = history?.pages[0]
    if (!history || !newest) return history
    const given = new Map(messages.map((message) => [message.id, message]))
    const kept = newest.messages.map((message) => {
      const replacement = given.get(message.id)
      given.delete(message.id)
      return replacement ?? message
    })
    return { ...history, pages: [{ ...newest, messages: [...kept, ...given.values()] }, ...history.pages.slice(1)] }
  })
}

/** A conversation that began on this page: all of it is known, so that nothing is fetched and nothing flickers. */
export function beginHistory(client: QueryClient, history: ChatHistory): void {
  client.setQueryData<History>(historyKey(history.session.id), { pages: [history], pageParams: [null] })
}

/** On coming back only the newest page is asked for again, not all that were once scrolled through. */
export function forgetOlder(client: QueryClient, sessionId: string): void {
  client.setQueryData<History>(historyKey(sessionId), (history) =>
    history && history.pages.length > 1 ? { pages: history.pages.slice(0, 1), pageParams: history.pageParams.slice(0, 1) } : history,
  )
}

export const refreshSessions = (client: QueryClient) => client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
export const refreshHistory = (client: QueryClient, sessionId: string) => client.invalidateQueries({ queryKey: historyKey(sessionId) })

export const renameSession = (id: string, title: string) => call(ChatSessionEnvelope, { method: 'PATCH', path: apiPaths.session(id), body: { title } })
export const deleteSession = (id: string) => call(ChatSessionEnvelope, { method: 'DELETE', path: apiPaths.session(id) })
export const stopGeneration = (id: string) => call(StopEnvelope, { method: 'POST', path: apiPaths.stop(id) })
