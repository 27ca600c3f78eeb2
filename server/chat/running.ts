import type { ChatEvent } from '#shared/chat.ts'
import { following, merge, PIECE_UNITS, type Placed, unitsOf } from './positions.ts'

/** How an answer can be ended from outside: by its reader, with this process, or because another process has taken it away. */
export class Ended extends Error {
  readonly how: 'stopped' | 'interrupted' | 'lost'
  constructor(how: 'stopped' | 'interrupted' | 'lost') {
    super(`The answer was ${how}.`)
    this.how = how
  }
}

/** What was said of an answer, as far as this process knows; readers take it from here without waiting for the database. */
export type Told = {
  said: Placed[]
  /** Nothing follows. */
  ended: boolean
  changed: PromiseWithResolvers<void>
}

/** An answer that this process is writing. What is said stands here first. */
export type Running = Told & {
  id: string
  sessionId: string
  ownerId: string
  model: string
  /** As what this process writes it. */
  writerId: string
  /** How many of `said` are in the log. */
  logged: number
  /** Another process has readers of it until then, as performance.now() counts. */
  readElsewhereUntil: number
  controller: AbortController
  /** Settles when the answer is stored and all is told. */
  done: Promise<void>
}

export const isReadElsewhere = (running: Running) => running.readElsewhereUntil > performance.now()

/** @param kept what was said before, of an answer that is continued: it is in the log already */
export function createRunning(options: Pick<Running, 'id' | 'sessionId' | 'ownerId' | 'model' | 'writerId'>, start: ChatEvent, kept: Placed[] = []): Running {
  return {
    ...options,
    said: [{ position: 1, event: start }, ...kept],
    // The start is told from the row; only what is said goes to the log.
    logged: 1 + kept.length,
    readElsewhereUntil: 0,
    ended: false,
    controller: new AbortController(),
    done: Promise.resolve(),
    changed: Promise.withResolvers(),
  }
}

export function say(running: Running, event: ChatEvent, last = false): void {
  running.said.push({ position: (running.said.at(-1)?.position ?? 0) + unitsOf(event), event })
  if (last) running.ended = true
  wake(running)
}

/** Lets readers look again. */
export function wake(running: Told): void {
  const { changed } = running
  running.changed = Promise.withResolvers()
  changed.resolve()
}

/** What was said after a position, as it is said. Ends when nothing follows; without a finish event where the answer was taken away. */
export async function* readRunning(running: Told, after: number, signal: AbortSignal): AsyncGenerator<Placed> {
  const { said } = running
  let next = said.findIndex(({ position }) => position > after)
  if (next < 0) next = said.length
  let seen = after
  const leave = () => wake(running)
  signal.addEventListener('abort', leave, { once: true })
  try {
    while (!signal.aborted) {
      const { changed } = running
      if (next < said.length) {
        const waiting = said.slice(next, endOfBatch(said, next))
        next += waiting.length
        for (const placed of catchUp(waiting, seen)) {
          yield placed
          seen = placed.position
        }
      } else if (running.ended) return
      else await changed.promise
    }
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** As much as makes one piece: whoever does not read holds no copy of the rest. */
function endOfBatch(said: Placed[], from: number): number {
  let end = from
  for (let units = 0; end < said.length && units < PIECE_UNITS; end++) {
    const placed = said[end]
    if (placed) units += unitsOf(placed.event)
  }
  return end
}

/** A reader that fell behind gets what it missed in few pieces; the others get the piece as it came. */
function catchUp(waiting: Placed[], after: number): Iterable<Placed> {
  const [first] = waiting
  if (!first) return []
  const start = first.position - unitsOf(first.event)
  if (waiting.length === 1 && start === after && unitsOf(first.event) <= PIECE_UNITS) return waiting
  return following(merge(waiting.map(({ event }) => event)), start, after)
}
