import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { sessionsKey } from '../queries.ts'
import { type Pages, putSession } from './layOver.ts'
import { changeSession } from './listQueries.ts'
import { useSessions } from './useSessions.ts'

/** Whoever has a conversation before them has seen how its answers end. */
export function useMarkRead(sessionId: string | null): void {
  const client = useQueryClient()
  const list = useSessions({ view: 'active', folder: null })
  const unread = list.data?.pages.some((page) => page.sessions.some(({ id, unread }) => id === sessionId && unread)) ?? false
  useEffect(() => {
    if (!sessionId || !unread) return
    const look = () => {
      if (document.visibilityState !== 'visible') return
      document.removeEventListener('visibilitychange', look)
      // Should it fail, the mark stays until the next look.
      changeSession(sessionId, { unread: false }).then(
        (session) => client.setQueriesData<Pages>({ queryKey: sessionsKey }, (list) => list && putSession(list, session)),
        () => undefined,
      )
    }
    document.addEventListener('visibilitychange', look)
    look()
    return () => document.removeEventListener('visibilitychange', look)
  }, [client, sessionId, unread])
}
