import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { changeQueue, onQueueChange, type Queued, readQueue, takeFirst, type Waiting } from './queue.ts'

type Options = {
  sessionId: string | null
  /** Whether the conversation is known, and nothing is being answered in it. */
  idle: boolean
  newest: ChatMessage | undefined
  send: (question: Queued) => void
}

/** Questions typed while an answer is written: sent one after the other, each when the one before it was answered. */
export function useQueue({ sessionId, idle, newest, send }: Options) {
  const queue = useSyncExternalStore(onQueueChange, () => readQueue(sessionId))
  // After an answer that was stopped or failed, or a question that was refused, somebody may want something else: they say so.
  const [refused, setRefused] = useState<string | null>(null)
  const [goneOn, setGoneOn] = useState<string | null>(null)
  const last = newest?.id ?? ''
  const paused = queue.length > 0 && idle && goneOn !== last && (refused === last || newest?.status !== 'complete')

  const sendAfter = useEffectEvent((answer: string) => {
    if (sessionId && answer === last) void takeFirst(sessionId, send)
  })
  const ready = idle && !paused && queue.length > 0
  useEffect(() => {
    if (ready) sendAfter(last)
  }, [ready, last])

  return {
    queue,
    paused,
    add: (waiting: Waiting) =>
      sessionId && changeQueue(sessionId, (now) => [...now, { id: crypto.randomUUID?.() ?? `${Date.now()}-${now.length}`, ...waiting }]),
    remove: (id: string) => sessionId && changeQueue(sessionId, (now) => now.filter((queued) => queued.id !== id)),
    /** One that the server did not take waits again, before the others. @param wait until somebody says so; else until the answer is there */
    putBack(queued: Queued, wait: boolean) {
      if (!sessionId) return
      changeQueue(sessionId, (now) => [queued, ...now])
      if (wait) {
        setRefused(last)
        setGoneOn(null)
      }
    },
    goOn: () => {
      setRefused(null)
      setGoneOn(last)
    },
  }
}
