import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { ComparisonEvent } from '#shared/branches.ts'
import type { ChatMessage } from '#shared/chat.ts'
import { refreshHistory, refreshSessions } from '../queries.ts'
import { applyFrames, newAnswer } from '../stream/applyFrame.ts'
import { perFrame } from '../stream/perFrame.ts'
import { tellTabs } from '../tree/tellTabs.ts'
import { comparisonQuery } from './comparisonQueries.ts'
import { followComparison } from './followComparison.ts'

/** Reads what is being written of a comparison into the query cache, whoever looks at it, until all of it has ended. */
export function useComparison(sessionId: string | null, compared: ChatMessage[]): void {
  const client = useQueryClient()
  const running = compared.flatMap(({ generation_id: id }) => id ?? []).join(',')
  const read = useEffectEvent(async (session: string, ids: string[], signal: AbortSignal) => {
    const { queryKey } = comparisonQuery(session)
    const before = client.getQueryData(queryKey) ?? {}
    const batch = perFrame<ComparisonEvent>((events) =>
      client.setQueryData(queryKey, (now = {}) => {
        const next = { ...now }
        for (const { generation_id: id, position, event } of events) next[id] = applyFrames(next[id] ?? newAnswer(''), [{ position, event }])
        return next
      }),
    )
    const seen = new Map(ids.map((id) => [id, before[id]?.position ?? 0]))
    for await (const event of followComparison(ids, seen, signal)) batch.push(event)
    if (signal.aborted) return batch.drop()
    batch.flush()
    await refreshHistory(client, session)
    tellTabs(session)
    void refreshSessions(client)
  })
  useEffect(() => {
    if (!sessionId || running === '') return
    const controller = new AbortController()
    void read(sessionId, running.split(','), controller.signal)
    return () => controller.abort()
  }, [sessionId, running])
}
