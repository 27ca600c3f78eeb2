import { z } from 'zod'
import { Attachment } from '#shared/attachments.ts'

// Questions that wait for the answer before them. They stand in the browser's storage, so that a reload does not lose them, and belong to all
// of its tabs: which of them sends one decides a lock.

const Queued = z.object({
  id: z.string(),
  text: z.string(),
  // One that was stored by an earlier version of the page has neither.
  attachments: z.array(Attachment).default([]),
  /** Who was to answer when it was typed: several side by side, one, or whoever answers where nobody chose. */
  models: z.array(z.string()).default([]),
})
const Queue = z.array(Queued)
export type Queued = z.infer<typeof Queued>
export type Waiting = Omit<Queued, 'id'>

const keyOf = (sessionId: string) => `deskmate.queue.${sessionId}`
const none: Queued[] = []
const listeners = new Set<() => void>()
const known = new Map<string, { stored: string | null; queue: Queued[] }>()

/** The same list for the same content. Storage may be refused by the browser's settings; then nothing waits. */
export function readQueue(sessionId: string | null): Queued[] {
  if (sessionId === null) return none
  let stored: string | null = null
  try {
    stored = localStorage.getItem(keyOf(sessionId))
  } catch {
    return known.get(sessionId)?.queue ?? none
  }
  const before = known.get(sessionId)
  if (before && before.stored === stored) return before.queue
  const queue = stored === null ? none : parse(stored)
  known.set(sessionId, { stored, queue })
  return queue
}

function parse(stored: string): Queued[] {
  try {
    return Queue.parse(JSON.parse(stored))
  } catch {
    return none
  }
}

export function changeQueue(sessionId: string, change: (queue: Queued[]) => Queued[]): void {
  const queue = change(readQueue(sessionId))
  const stored = queue.length > 0 ? JSON.stringify(queue) : null
  known.set(sessionId, { stored, queue })
  try {
    if (stored === null) localStorage.removeItem(keyOf(sessionId))
    else localStorage.setItem(keyOf(sessionId), stored)
  } catch {
    // Full, or refused: the queue then lives as long as the page.
  }
  for (const listener of listeners) listener()
}

/** @returns what ends the listening */
export function onQueueChange(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** Takes the first out of the queue, in one tab only. */
export async function takeFirst(sessionId: string, send: (first: Queued) => void): Promise<void> {
  const take = () => {
    const [first] = readQueue(sessionId)
    if (!first) return
    changeQueue(sessionId, (queue) => queue.slice(1))
    send(first)
  }
  // Browsers have locks only where the connection is secure; without them two tabs may send one each, of which the server refuses one.
  if ('locks' in navigator) await navigator.locks.request(keyOf(sessionId), { ifAvailable: true }, (lock) => (lock ? take() : undefined))
  else take()
}
