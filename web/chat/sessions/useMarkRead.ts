import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { changeSession, refreshLists, sessionsQuery } from './listQueries.ts'

/** Whoever has a conversation before them has seen how its answers end. */
export function useMarkRead(sessionId: string | null): void {
  const client = useQueryClient()
  const list = useInfiniteQuery(sessionsQuery({ view: 'active', folder: null }))
  const unread = list.data?.pages.some((page) => page.sessions.some(({ id, unread }) => id === sessionId && unread)) ?? false
  useEffect(() => {
    if (!sessionId || !unread) return
    const look = () => {
      if (document.visibilityState !== 'visible') return
      document.removeEventListener('visibilitychange', look)
      // Should it fail, the mark stays until the next look.
      changeSession(sessionId, { unread: false }).then(
        () => refreshLists(client),
        () => undefined,
      )
    }
    document.addEventListener('visibilitychange', look)
    look()
    return () => document.removeEventListener('visibilitychange', look)
  }, [client, sessionId, unread])
}
