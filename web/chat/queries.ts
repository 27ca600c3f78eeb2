import { type QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import { type ChatHistory, ChatHistoryEnvelope, type ChatMessage, StopEnvelope } from '#shared/chat.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'
import type { LiveAnswer } from './stream/applyFrame.ts'

/** Two screens and more of short messages, and a quick answer where they are long. */
export const HISTORY_PAGE = 50
/** The most that the server gives at once. */
const HISTORY_LIMIT = 500
export const sessionsKey = ['chat', 'sessions']
export const historyKey = (sessionId: string) => ['chat', 'history', sessionId]

/** Answers that were read to their end here. */
const ended = new Set<string>()
export const markEnded = (generation: string) => void ended.add(generation)

type HistoryPage = { session_id: string; limit: number } & ({ offset?: number } | { around: string })

/** A history may come after the end of an answer of which it says, from before, that it is being written: then what was read here holds. */
async function fetchHistory(client: QueryClient, query: HistoryPage, signal: AbortSignal): Promise<ChatHistory> {
  const history = await call(ChatHistoryEnvelope, { path: apiPaths.history(), query, signal })
  const isOver = ({ generation_id: generation }: ChatMessage) => generation !== null && ended.has(generation)
  if (!history.messages.some(isOver)) return history
  const known = new Map(readHistory(client, query.session_id)?.messages.map((message) => [message.id, message]))
  return { ...history, messages: history.messages.map((message) => (isOver(message) ? (known.get(message.id) ?? message) : message)) }
}

/** The newest messages: at least a page, and all that this page has already shown of the end, so that nothing above it becomes unknown again. */
export const historyQuery = (sessionId: string | null) =>
  queryOptions<ChatHistory>({
    queryKey: historyKey(sessionId ?? ''),
    queryFn: sessionId
      ? ({ client, signal }) => {
          const limit = Math.min(HISTORY_LIMIT, Math.max(HISTORY_PAGE, readHistory(client, sessionId)?.messages.length ?? 0))
          return fetchHistory(client, { session_id: sessionId, limit }, signal)
        }
      : skipToken,
  })

/** A page anywhere in a conversation, counted from its beginning. What was said stays said, so that it is not asked for again by itself. */
export const historyPageQuery = (sessionId: string, page: number) =>
  queryOptions<ChatHistory>({
    queryKey: [...historyKey(sessionId), 'page', page],
    queryFn: ({ client, signal }) => fetchHistory(client, { session_id: sessionId, limit: HISTORY_PAGE, offset: page * HISTORY_PAGE }, signal),
    staleTime: Infinity,
  })

/** The messages around one that somebody wants to see. */
export const historyAroundQuery = (sessionId: string | null, messageId: string | null) =>
  queryOptions<ChatHistory>({
    queryKey: [...historyKey(sessionId ?? ''), 'around', messageId],
    queryFn:
      sessionId && messageId
        ? ({ client, signal }) => fetchHistory(client, { session_id: sessionId, limit: HISTORY_PAGE, around: messageId }, signal)
        : skipToken,
    staleTime: Infinity,
  })

/** The catalogue changes by the day; the server refreshes it by itself. */
const MODELS_STALE_MS = 10 * 60_000
const MODELS_LOADING_MS = 1_500

export const modelsQuery = queryOptions({
  queryKey: ['chat', 'models'],
  queryFn: ({ signal }) => call(ChatModelsEnvelope, { path: apiPaths.models(), signal }),
  staleTime: MODELS_STALE_MS,
  // The very first list is on its way to the server.
  refetchInterval: ({ state }) => (state.data?.loading ? MODELS_LOADING_MS : false),
})

/** The answer that this page is reading in a conversation, `null` for one that has no id yet. Written by the reader, never fetched. */
export const liveQuery = (sessionId: string | null) =>
  queryOptions<LiveAnswer | null>({ queryKey: ['chat', 'live', sessionId], queryFn: skipToken, staleTime: Infinity })

export const readHistory = (client: QueryClient, sessionId: string) => client.getQueryData<ChatHistory>(historyKey(sessionId))
const changeHistory = (client: QueryClient, sessionId: string, change: (history: ChatHistory) => ChatHistory) =>
  client.setQueryData<ChatHistory>(historyKey(sessionId), (history) => history && change(history))

/** Puts messages at the end of the newest page; one that is there already is replaced. Without a history there is nothing to keep current. */
export function keepMessages(client: QueryClient, sessionId: string, messages: ChatMessage[]): void {
  changeHistory(client, sessionId, (history) => {
    const given = new Map(messages.map((message) => [message.id, message]))
    const kept = history.messages.map((message) => {
      const replacement = given.get(message.id)
      given.delete(message.id)
      // Where it stands among others only the server knows.
      return replacement ? { ...replacement, parent_id: message.parent_id, siblings: message.siblings } : message
    })
    return { ...history, messages: [...kept, ...given.values()], total: history.total + given.size }
  })
}

/** Puts messages behind another one, in place of what was there: that is of another branch now. */
export function putBehind(client: QueryClient, sessionId: string, base: string | null, messages: ChatMessage[]): void {
  changeHistory(client, sessionId, (history) => {
    const at = base === null ? -history.before : history.messages.findIndex(({ id }) => id === base) + 1
    if (base === null ? at < 0 : at === 0) return history
    const all = [...history.messages.slice(0, at), ...messages]
    return { ...history, messages: all, total: history.before + all.length }
  })
}

/** An answer is being written on. */
export function goOn(client: QueryClient, sessionId: string, id: string, generation: string): void {
  changeHistory(client, sessionId, (history) => ({
    ...history,
    messages: history.messages.map((message) =>
      message.id === id ? { ...message, status: 'running', generation_id: generation, error: null, finish_reason: null } : message,
    ),
  }))
}

/** A conversation that began on this page: all of it is known, so that nothing is fetched and nothing flickers. */
export function beginHistory(client: QueryClient, history: ChatHistory): void {
  client.setQueryData<ChatHistory>(historyKey(history.session.id), history)
}

/** On coming back only a page is asked for again, not all that was said meanwhile. */
export function forgetOlder(client: QueryClient, sessionId: string): void {
  changeHistory(client, sessionId, (history) => {
    const over = Math.max(0, history.messages.length - HISTORY_PAGE)
    return over === 0 ? history : { ...history, messages: history.messages.slice(over), before: history.before + over }
  })
}

/** After an answer has begun or ended. What lists are refreshed with has come with the first of them; where there is none, nothing is to be done. */
export async function refreshSessions(client: QueryClient): Promise<void> {
  if (client.getQueryCache().findAll({ queryKey: sessionsKey }).length === 0) return
  const { refreshShown } = await import('./sessions/refreshNewest.ts')
  await refreshShown(client)
}
export const refreshHistory = (client: QueryClient, sessionId: string) => client.invalidateQueries({ queryKey: historyKey(sessionId) })

export const stopGeneration = (id: string) => call(StopEnvelope, { method: 'POST', path: apiPaths.stop(id) })
