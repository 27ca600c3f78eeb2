import { setTimeout as sleep } from 'node:timers/promises'
import { LIVE_KEPT_HOURS, type LiveEvent } from '#shared/live.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Standing } from '../auth/watch-streams.ts'
import type { Db } from '../db/engine.ts'
import { isAfter, isLost, type Position } from './position.ts'
import { type FeedRow, forgetFeed, readFeed } from './read-feed.ts'
import { eventsOf } from './tell.ts'

/**
 * How often the feed is looked at while anybody follows, once for all of a process. Nobody is notified: a transaction that notifies holds a lock of
 * the whole database until it is on the disk, so that writers would wait for each other.
 */
const LOOK_EVERY_MS = 200
/** After a look that failed. */
const TRY_AGAIN_MS = 1000
const FORGET_EVERY_MS = 3_600_000
/** Events that wait for a reader; beyond them he is told that much has changed. */
const WAITING_MAX = 50

/** An event without a position is repeated to who comes back before the next that has one. */
export type Told = { position: Position | null; event: LiveEvent }
type Reader = { actor: Actor; collection: string; from: Position; waiting: Told[]; ended: boolean; wake: () => void }
/** What else a reader is told when there is something new of it. */
type Also = () => LiveEvent | null

export type Following = {
  /** What is changed in a collection, after a position or from now on, until `signal` fires or the reader may not read it any more. */
  follow: (actor: Actor, collection: string, after: Position | null, also: Also, signal: AbortSignal) => AsyncGenerator<Told>
  /** There is something else to be told to whoever follows it. */
  wake: (collection: string) => void
  close: () => Promise<void>
}

type Deps = { db: Db; standing: (actors: readonly Actor[]) => Promise<Standing>; onError: (error: unknown) => void }

/** One look at the feed for all readers of this process. */
export function openFollowing({ db, standing, onError }: Deps): Following {
  const readers = new Set<Reader>()
  const closing = new AbortController()
  /** Up to here all readers have been told. */
  let at: Position | null = null
  let looking = false

  // Whoever joins does so between two looks: what he has read himself then ends where, or after, the next look begins.
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run, run)
    turn = mine
    return mine
  }

  async function look(): Promise<void> {
    const collections = [...new Set([...readers].map(({ collection }) => collection))]
    const { rows, more, position } = await readFeed(db, collections, at)
    if (rows.length === 0) {
      at = position
      return
    }
    const may = await standing([...readers].map(({ actor }) => actor))
    for (const collection of collections) {
      const changed = rows.filter((row) => row.collection_id === collection)
      if (changed.length > 0 || more) await tell(collection, changed, more, position, may)
    }
    // Where this fails in between, some are told twice, and nobody misses anything.
    at = position
  }

  async function tell(collection: string, changed: FeedRow[], more: boolean, position: Position, may: Standing): Promise<void> {
    const known = new Map<FeedRow[], LiveEvent[]>()
    for (const reader of readers) {
      if (reader.collection !== collection) continue
      if (!may(reader.actor, 'items:read')) {
        reader.ended = true
        reader.wake()
        continue
      }
      const isFresh = ({ xact }: FeedRow) => isAfter(xact, reader.from)
      const fresh = changed.every(isFresh) ? changed : changed.filter(isFresh)
      const events = more ? [{ type: 'many' as const }] : (known.get(fresh) ?? (await eventsOf(db, reader.actor, collection, fresh)))
      known.set(fresh, events)
      // Whoever leaves between two of them is told both again.
      for (const [at, event] of events.entries()) push(reader, { position: at === events.length - 1 ? position : null, event })
    }
  }

  async function lookOn(): Promise<void> {
    while (readers.size > 0 && !closing.signal.aborted) {
      let wait = LOOK_EVERY_MS
      await inTurn(look).catch((error: unknown) => {
        onError(error)
        wait = TRY_AGAIN_MS
      })
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => undefined)
    }
    looking = false
    at = null
  }

  /** @returns what was changed since he was here, and the place from where he is told */
  async function join(reader: Reader, after: Position | null): Promise<Told[]> {
    const { rows, more, position } = await readFeed(db, [reader.collection], after)
    reader.from = position
    at ??= position
    readers.add(reader)
    if (!looking) {
      looking = true
      void lookOn()
    }
    const missed = more || (after && isLost(after, position)) ? [{ type: 'many' as const }] : await eventsOf(db, reader.actor, reader.collection, rows)
    return [...missed.map((event) => ({ position: null, event })), { position, event: { type: 'ready' } }]
  }

  const forget = () => void forgetFeed(db, LIVE_KEPT_HOURS + 1).catch(onError)
  const hourly = setInterval(forget, FORGET_EVERY_MS).unref()

  return {
    async *follow(actor, collection, after, also, signal) {
      const reader: Reader = { actor, collection, from: { at: 0, next: 0n, running: [] }, waiting: [], ended: false, wake: () => undefined }
      const wake = () => reader.wake()
      signal.addEventListener('abort', wake, { once: true })
      try {
        yield* await inTurn(() => join(reader, after))
        while (!signal.aborted && !reader.ended) {
          const next = reader.waiting.shift()
          const other = next ? null : also()
          if (next) yield next
          else if (other) yield { position: null, event: other }
          else
            await new Promise<void>((resolve) => {
              reader.wake = resolve
            })
        }
      } finally {
        signal.removeEventListener('abort', wake)
        readers.delete(reader)
      }
    },
    wake(collection) {
      for (const reader of readers) if (reader.collection === collection) reader.wake()
    },
    async close() {
      closing.abort()
      clearInterval(hourly)
      await turn.catch(() => undefined)
    },
  }
}

/** Who does not keep up has to read again anyway. */
function push(reader: Reader, told: Told): void {
  if (reader.waiting.length >= WAITING_MAX) reader.waiting = [{ ...told, event: { type: 'many' } }]
  else reader.waiting.push(told)
  reader.wake()
}
