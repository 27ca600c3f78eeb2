import { ApiError } from '../../api.ts'
import { untilWorthTrying } from '../../stream.ts'
import type { Connection } from './applyFrame.ts'
import { type Frame, readFrames } from './readFrames.ts'

export type Followed = { type: 'frame'; frame: Frame } | { type: 'connection'; connection: Connection }

/** Both give the response of a stream, or throw. `ask` must be repeatable without asking twice: its Idempotency-Key sees to that. */
export type Streams = {
  ask: ((signal: AbortSignal) => Promise<Response>) | null
  resume: (generationId: string, after: number, signal: AbortSignal) => Promise<Response>
}

/** A question that the server did not take after these attempts goes back to the writer. */
const ASK_ATTEMPTS = 4
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** What passes by itself: nobody answers, or the server restarts, or its database does. Anything else that it says is its answer. */
const passing = new Set(['NETWORK', 'TIMEOUT', 'SHUTTING_DOWN', 'DATABASE_UNAVAILABLE', 'DATABASE_TIMEOUT'])
export const mayPass = (error: unknown) => !(error instanceof ApiError) || passing.has(error.code)

/**
 * The frames of one answer to its end, over as many connections as it takes. The question is sent again only while the server has not
 * confirmed it, under the same key; after that the answer is read on from the last position.
 */
export async function* followAnswer(streams: Streams, from: { generationId: string | null; after: number }, signal: AbortSignal): AsyncGenerator<Followed> {
  let { generationId, after } = from
  let failures = 0
  while (true) {
    let wait = FIRST_WAIT_MS
    let sentElsewhere = false
    try {
      const response = generationId === null ? await streams.ask?.(signal) : await streams.resume(generationId, after, signal)
      if (!response) return
      yield { type: 'connection', connection: { state: 'open' } }
      const onResume = (milliseconds: number) => {
        sentElsewhere = true
        wait = milliseconds
      }
      for await (const frame of readFrames(response, signal, onResume)) {
        failures = 0
        if (frame.event.type === 'start') generationId = frame.event.generation_id
        after = Math.max(after, frame.position)
        yield { type: 'frame', frame }
        if (frame.event.type === 'finish') return
      }
    } catch (error) {
      if (signal.aborted) return
      if (!mayPass(error) || (generationId === null && failures + 1 >= ASK_ATTEMPTS)) throw error
      wait = error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
    }
    failures++
    if (signal.aborted) return
    // A server that closes in order has said when to come back: nothing is wrong.
    if (sentElsewhere && failures <= 1) {
      await untilWorthTrying(wait, signal)
      continue
    }
    // Half to all of the wait, so that the readers of a restarted server do not come back in one instant.
    const pause = wait * (0.5 + Math.random() / 2)
    const state = navigator.onLine ? 'reconnecting' : 'offline'
    yield { type: 'connection', connection: { state, retryAt: Date.now() + pause } }
    await untilWorthTrying(pause, signal)
  }
}
