import type { ChatEvent } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Database } from '../db/open.ts'
import { appError } from '../errors.ts'
import type { Begun, BegunAnswer } from './begin.ts'
import { type Finish, finishGeneration } from './finish.ts'
import { type Mirrors, openMirrors } from './mirrors.ts'
import { fold, type Placed } from './positions.ts'
import { finishLeft, forgetLog, REAP_MS, sweepLog, takeAllAway, watchOthers } from './reap.ts'
import { createRunning, Ended, isReadElsewhere, type Running, say, wake } from './running.ts'
import { openSignals } from './signals.ts'
import { startLogWriter } from './write-log.ts'
import { startWriter } from './writer.ts'

/** A process with readers elsewhere says so every two seconds; what it does not take back ends by itself. */
const READ_ELSEWHERE_MS = 10_000
/** By then a question that was stored is being answered. */
const GIVEN_UP_SECONDS = 15
const SWEEP_MS = 600_000
/** Waits between tries to store a finished answer; together a minute, the time in which a database comes back from a restart. */
const STORE_WAITS_MS = [0, 100, 300, 1000, 2000, 5000, 10_000, 20_000, 20_000]
/** A shutdown lets answers come to their end for so long: most do. New ones are refused meanwhile. */
const DRAIN_MS = 10_000
/** It waits no longer for the others to be stored as interrupted; what is not stored is taken over by another process. */
const CLOSE_MS = 5000

/** An answer that was begun; `kept` is what was said of it before, and stands in the log. */
export type Started = BegunAnswer & Pick<Begun, 'sessionId' | 'questionId' | 'writerId'> & { kept?: Placed[] }

export type Generations = {
  /** Lets an answer be written, whoever reads it. @param asked when the question came, as performance.now() counts */
  run: (actor: Actor, begun: Started, asked: number, produce: (signal: AbortSignal) => AsyncIterable<ChatEvent>) => Running
  /** An answer of the caller that this process is writing. */
  find: (actor: Actor, id: string) => Running | undefined
  ofSession: (actor: Actor, sessionId: string) => Running[]
  /** An answer that another process writes, read along from its log. */
  follow: Mirrors['follow']
  /** What an answer that begins now is written as. */
  writerId: () => string
  refuseWhenClosing: () => void
  /** Fires when this process waits for no answer of another any more. */
  closing: AbortSignal
  close: () => Promise<void>
}

type Options = {
  onError: (error: unknown) => void
  onFirstToken: (model: string, seconds: number) => void
  onEnd: (status: Finish['status']) => void
}

/** The answers that this process is writing. */
export function startGenerations(database: Database, options: Options): Generations {
  const { db } = database
  /** Then whatever runs at the start was left behind. */
  const alone = database.kind === 'embedded'
  const running = new Map<string, Running>()
  const end = (id: string, how: Ended['how']) => running.get(id)?.controller.abort(new Ended(how))
  const writer = startWriter(db, {
    alone,
    isWriting: () => running.size > 0,
    onStanding(standing) {
      for (const { id, stop_requested, seconds } of standing) {
        if (stop_requested) end(id, 'stopped')
        // Its end could not be stored, or its beginning was stored without a word to this process.
        if (!running.has(id) && seconds > GIVEN_UP_SECONDS) void finishLeft(db, { id, writerId: writer.id(), stop_requested }).catch(options.onError)
      }
    },
    onLost(writerId) {
      for (const { id, writerId: its } of running.values()) if (its === writerId) end(id, 'lost')
    },
    onError: options.onError,
  })
  const log = startLogWriter(db, writer, options.onError)
  const signals = openSignals(database)
  const mirrors = openMirrors(db, signals, options.onError)
  signals.on('stop', (id) => end(id, 'stopped'))
  signals.on('read', (id) => {
    const generation = running.get(id)
    if (!generation) return
    generation.readElsewhereUntil = performance.now() + READ_ELSEWHERE_MS
    log.hurry(generation)
  })
  let closing = false
  const drained = new AbortController()

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
    const how = {
      status,
      reason: finish.finish_reason,
      usage: finish.usage,
      reasoningMs: finish.reasoning_ms ?? null,
      leftOut: finish.left_out ?? 0,
      shortened: finish.shortened ?? 0,
      filesLeftOut: finish.files_left_out ?? 0,
      model: finish.model,
    }
    for (const wait of STORE_WAITS_MS) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      try {
        const stored = await finishGeneration(db, generation, said, how, isReadElsewhere(generation))
        // Its conversation was deleted, or it was taken away.
        if (!stored) await forgetLog(db, generation.id)
        return stored
      } catch (error) {
        options.onError(error)
        if (closing) return false
      }
    }
    return false
  }

  const stops = alone ? [] : [repeat(REAP_MS, watchOthers(db, writer.id), options.onError), repeat(SWEEP_MS, () => sweepLog(db), options.onError)]
  if (alone)
    void takeAllAway(db, writer.id())
      .then(() => sweepLog(db))
      .catch(options.onError)

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
      const generation = createRunning(
        { id: begun.generationId, sessionId: begun.sessionId, ownerId: actor.userId, model: begun.model, writerId: begun.writerId },
        start,
        begun.kept,
      )
      running.set(generation.id, generation)
      if (closing) generation.controller.abort(new Ended('interrupted'))
      generation.done = write(generation, asked, produce(generation.controller.signal))
      return generation
    },
    find(actor, id) {
      const generation = running.get(id)
      return generation?.ownerId === actor.userId ? generation : undefined
    },
    ofSession: (actor, sessionId) => [...running.values()].filter((generation) => generation.sessionId === sessionId && generation.ownerId === actor.userId),
    follow: mirrors.follow,
    writerId: writer.id,
    closing: drained.signal,
    refuseWhenClosing() {
      if (closing) throw appError('SHUTTING_DOWN', { retryAfter: 1 })
    },
    async close() {
      closing = true
      for (const stop of stops) stop()
      await allDone(running.values(), DRAIN_MS)
      drained.abort()
      for (const { controller } of running.values()) controller.abort(new Ended('interrupted'))
      await allDone(running.values(), CLOSE_MS)
      mirrors.close()
      await writer.close().catch(options.onError)
    },
  }
}

/** Settles when these answers are stored, or the time is over. */
async function allDone(answers: Iterable<Running>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([Promise.all([...answers].map(({ done }) => done)), late])
  clearTimeout(timer)
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
