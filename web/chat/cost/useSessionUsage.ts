import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { UsageFiguresEnvelope } from '#shared/usage.ts'
import { call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** The ledger is written a moment after an answer; one that was stopped is charged some seconds later (docs/usage.md). */
const LOOK_MS = 1_500
const SETTLING_MS = 30_000

const sessionUsageQuery = (sessionId: string | null) =>
  queryOptions({
    queryKey: ['chat', 'usage', sessionId],
    queryFn: sessionId ? ({ signal }) => call(UsageFiguresEnvelope, { path: apiPaths.sessionUsage(sessionId), signal }) : skipToken,
    staleTime: 0,
  })

/** What a conversation has cost so far; asked for anew when an answer has ended, until the costs of its calls are known. */
export function useSessionUsage(sessionId: string | null, running: boolean) {
  const endedAt = useRef(0)
  useEffect(() => {
    if (!running) return
    return () => {
      endedAt.current = Date.now()
    }
  }, [running])
  return useQuery({
    ...sessionUsageQuery(sessionId),
    enabled: sessionId !== null && !running,
    refetchInterval: ({ state }) => (state.data && state.data.pending > 0 && Date.now() - endedAt.current < SETTLING_MS ? LOOK_MS : false),
  }).data
}
