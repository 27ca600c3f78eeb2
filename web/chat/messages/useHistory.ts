import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { ChatHistory, ChatMessage } from '#shared/chat.ts'
import { HISTORY_PAGE, historyAroundQuery, historyPageQuery, historyQuery } from '../queries.ts'

/** Of a long conversation only this many pages are at hand beside the newest; those looked at last. */
const PAGES_KEPT = 12

/** What is away from the newest messages: asked for when it is looked at. */
export type Elsewhere = {
  loading: boolean
  failed: boolean
  retry: () => void
  /** Asks for what is not there between two places of the conversation. */
  want: (first: number, last: number) => void
}

/**
 * A conversation by place: all of it has its place from the start, what is known of it is there. `messageId` is one that somebody wants
 * to see; until it is known where that is, `target` is undefined.
 */
export function useHistory(sessionId: string | null, messageId: string | null) {
  const newest = useQuery(historyQuery(sessionId))
  const around = useQuery(historyAroundQuery(sessionId, messageId))
  const [wanted, setWanted] = useState<{ sessionId: string | null; pages: number[] }>({ sessionId, pages: [] })
  const pages = useQueries({
    queries: sessionId !== null && wanted.sessionId === sessionId ? wanted.pages.map((page) => historyPageQuery(sessionId, page)) : [],
    combine,
  })

  const messages = useMemo(
    () => (newest.data ? placeAll([...pages.known, ...(around.data ? [around.data] : []), newest.data]) : none),
    [newest.data, around.data, pages.known],
  )
  const want = useCallback(
    (first: number, last: number) => {
      const missing = new Set<number>()
      for (let at = Math.max(0, first); at <= Math.min(last, messages.length - 1); at++) if (!messages[at]) missing.add(Math.floor(at / HISTORY_PAGE))
      if (missing.size === 0) return
      setWanted((before) => {
        const pages = before.sessionId === sessionId ? before.pages : []
        if (pages === before.pages && [...missing].every((page) => pages.includes(page))) return before
        return { sessionId, pages: [...pages.filter((page) => !missing.has(page)), ...missing].slice(-PAGES_KEPT) }
      })
    },
    [messages, sessionId],
  )

  const found = around.data?.messages.findIndex(({ id }) => id === messageId) ?? -1
  const at = around.data && found >= 0 ? around.data.before + found : null
  const target = useMemo(() => (messageId === null || at === null ? undefined : { id: messageId, at }), [messageId, at])
  return {
    newest,
    messages,
    elsewhere: { loading: pages.loading, failed: pages.failed, retry: pages.retry, want },
    target,
    targetFailed: around.isError,
    targetHead: around.data?.head_id,
  }
}

const none: ChatMessage[] = []

const combine = (results: UseQueryResult<ChatHistory>[]) => ({
  known: results.flatMap(({ data }) => data ?? []),
  loading: results.some(({ isFetching, data }) => isFetching && !data),
  failed: results.some(({ isError }) => isError),
  retry: () => results.forEach(({ isError, refetch }) => isError && void refetch()),
})

/** Each message at its place; the last of the pages is the newest, and knows best how long the conversation is. */
function placeAll(pages: ChatHistory[]): readonly (ChatMessage | undefined)[] {
  const all = Array.from<ChatMessage | undefined>({ length: pages.at(-1)?.total ?? 0 })
  for (const { before, messages } of pages) {
    for (const [at, message] of messages.entries()) if (before + at < all.length) all[before + at] = message
  }
  return all
}
