import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatEvent } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Begun } from './begin.ts'
import { type Finish, finishGeneration } from './finish.ts'
import { fold } from './positions.ts'
import { REAP_AFTER_SECONDS, reap } from './reap.ts'
import { createRunning, Ended, type Running, say, wake } from './running.ts'
import { startLogWriter } from './write-log.ts'

/** A stop on another replica is noticed within this time, and the provider's socket closed within a second. */
const WATCH_MS = 500
const HEARTBEAT_SECONDS = 5
const REAP_MS = 10_000
/** Waits between tries to store a finished answer; together a minute, the time in which a database comes back from a restart. */
const STORE_WAITS_MS = [0, 100, 300, 1000, 2000, 5000, 10_000, 20_000, 20_000]
/** A shutdown waits no longer for answers to be stored; what is not stored is reaped elsewhere. */
const CLOSE_MS = 5000

export type Generations = {
  /** Lets an answer be written, whoever reads it. @param asked when the question came, as performance.now() counts */
  run: (actor: Actor, begun: Begun, asked: number, produce: (signal: AbortSignal) => AsyncIterable<ChatEvent>) => Running
  /** An answer of the caller that this process is writing. */
  find: (actor: Actor, id: string) => Running | undefined
  ofSession: (actor: Actor, sessionId: string) => Running | undefined
  refuseWhenClosing: () => void
  close: () => Promise<void>
}

type Options = {
  /** Whether no other process can be writing: then whatever runs at the start was left behind. */
  alone: boolean
  onError: (error: unknown) => void
  onFirstToken: (model: string, seconds: number) => void
  onEnd: (status: Finish['status']) => void
}

const Alive = z.array(z.object({ id: z.string(), stop_requested: z.boolean() }))

/** The answers that this process is writing. */
export function startGenerations(db: Db, options: Options): Generations {
  const running = new Map<string, Running>()
  const log = startLogWriter(db, options.onError)
  let closing = false

  async function write(generation: Running, asked: number, events: AsyncIterable<ChatEvent>) {
    let first = true
    let finish: Extract<ChatEvent, { type: 'finish' }> | undefined
    try {
      for await (const event of events) {
        if (event.type === 'finish') finish = event
        else {
          say(generation, event)
          log.note(generation)
          if (first && event.type === 'text-delta') {
            first = false
            options.onFirstToken(generation.model, (performance.now() - asked) / 1000)
          }
        }
      }
    } catch (error) {
      options.onError(error)
    }
    finish ??= { type: 'finish', status: 'failed', finish_reason: 'error', usage: null }
    finish.model ??= generation.model
    await log.forget(generation)
    // The finish is told once the message is stored: who has read it finds the same in the history.
    const stored = await store(generation, finish)
    running.delete(generation.id)
    if (stored) say(generation, finish, true)
    else {
      generation.ended = true
      wake(generation)
    }
    if (stored && finish.status !== 'running') options.onEnd(finish.status)
  }

  /** @returns false where the answer was taken away from this process, or could not be stored */
  async function store(generation: Running, finish: Extract<ChatEvent, { type: 'finish' }>): Promise<boolean> {
    const { reason } = generation.controller.signal
    if (reason instanceof Ended && reason.how === 'lost') return false
    const said = fold(generation.said.map(({ event }) => event))
    const status = finish.status === 'running' ? 'failed' : finish.status
    for (const wait of STORE_WAITS_MS) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      try {
        return await finishGeneration(db, generation, said, { status, reason: finish.finish_reason, usage: finish.usage, model: finish.model })
      } catch (error) {
        options.onError(error)
        if (closing) return false
      }
    }
    return false
  }

  /** Says that this process lives, and hears what others want of its answers. */
  async function watch() {
    const mine = [...running.values()].filter(({ controller }) => !controller.signal.aborted)
    if (mine.length === 0) return
    const { rows } = await db.execute(sql`
      with mine as (select * from jsonb_to_recordset(${JSON.stringify(mine.map(({ id, fence }) => ({ id, fence })))}::jsonb) as m(id uuid, fence int)),
      beat as (
        update generations g set heartbeat_at = now() from mine m
        where g.id = m.id and g.fence = m.fence and g.status = 'running' and g.heartbeat_at < now() - make_interval(secs => ${HEARTBEAT_SECONDS})
      )
      select g.id, g.stop_requested from generations g join mine m on g.id = m.id and g.fence = m.fence where g.status = 'running'`)
    const alive = new Map(Alive.parse(rows).map((row) => [row.id, row]))
    for (const generation of mine) {
      const row = alive.get(generation.id)
      if (!running.has(generation.id) || generation.controller.signal.aborted) continue
      if (!row) generation.controller.abort(new Ended('lost'))
      else if (row.stop_requested) generation.controller.abort(new Ended('stopped'))
    }
  }

  const stopWatching = repeat(WATCH_MS, watch, options.onError)
  const clean = () => reap(db, REAP_AFTER_SECONDS)
  const stopReaping = repeat(REAP_MS, clean, options.onError)
  void (options.alone ? reap(db, 0) : clean()).catch(options.onError)

  return {
    run(actor, begun, asked, produce) {
      const start: ChatEvent = {
        type: 'start',
        generation_id: begun.generationId,
        session_id: begun.sessionId,
        question_id: begun.questionId,
        message_id: begun.messageId,
        model: begun.model,
      }
      const generation = createRunning({ id: begun.generationId, sessionId: begun.sessionId, ownerId: actor.userId, model: begun.model }, start)
      running.set(generation.id, generation)
      if (closing) generation.controller.abort(new Ended('interrupted'))
      generation.done = write(generation, asked, produce(generation.controller.signal))
      return generation
    },
    find(actor, id) {
      const generation = running.get(id)
      return generation?.ownerId === actor.userId ? generation : undefined
    },
    ofSession: (actor, sessionId) => running.values().find((generation) => generation.sessionId === sessionId && generation.ownerId === actor.userId),
    refuseWhenClosing() {
      if (closing) throw appError('SHUTTING_DOWN', { retryAfter: 1 })
    },
    async close() {
      closing = true
      stopWatching()
      stopReaping()
      const ending = [...running.values()]
      for (const { controller } of ending) controller.abort(new Ended('interrupted'))
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS)
      })
      await Promise.race([Promise.all(ending.map(({ done }) => done)), late])
      clearTimeout(timer)
    },
  }
}

/** Runs again and again, one after the other. @returns what ends it */
function repeat(milliseconds: number, run: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    run()
      .catch(onError)
      .finally(() => {
        busy = false
      })
  }, milliseconds)
  return () => clearInterval(timer)
}
