import { setTimeout as sleep } from 'node:timers/promises'
import type { ModelEvent } from '../ai/provider.ts'
import type { Request } from '../http/app-types.ts'
import { envelopeOf, toAppError } from '../http/errors.ts'
import type { ServerEvent } from '../http/sse.ts'
import { tellError } from './tell-error.ts'

/**
 * Waits for the first event, but no longer than this: what fails at once is to have a status of its own, and be no success with an
 * error in it; a stream that is silent for longer must say that it lives.
 * @returns all events, from the first on
 * @throws what the model failed with in this time
 */
export async function begun(events: AsyncGenerator<ModelEvent>, milliseconds: number): Promise<{ events: AsyncGenerator<ModelEvent> }> {
  const first = events.next()
  // Whoever reads on is told as well.
  first.catch(() => undefined)
  const waited = new AbortController()
  try {
    await Promise.race([first, sleep(milliseconds, undefined, { signal: waited.signal }).catch(() => undefined)])
  } finally {
    waited.abort()
  }
  return { events: resumed(first, events) }
}

async function* resumed(first: Promise<IteratorResult<ModelEvent>>, rest: AsyncGenerator<ModelEvent>): AsyncGenerator<ModelEvent> {
  try {
    const { value, done } = await first
    if (done) return
    yield value
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

/** Chunks as they go out. A failure is told in the stream, which then ends without the mark of a whole answer. */
export async function* written(request: Request, chunks: AsyncIterable<unknown>): AsyncGenerator<ServerEvent> {
  try {
    for await (const chunk of chunks) yield { data: chunk }
    yield { text: '[DONE]' }
  } catch (error) {
    const failure = toAppError(error, request)
    request.errorCode = failure.code
    yield { data: tellError(failure, envelopeOf(failure, request)).body }
  }
}
