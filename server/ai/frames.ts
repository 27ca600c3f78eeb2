import type { Readable } from 'node:stream'
import { createParser } from 'eventsource-parser'
import { ModelFailure } from './failure.ts'
import { DRAIN_MS, FRAME_MAX_CHARS } from './limits.ts'

/**
 * The data of each Server-Sent Event of a body, whatever way its bytes were cut up on the wire: those that came together, together.
 * @param onBytes called for each piece that arrives: comments are a sign of life too
 * @throws ModelFailure MODEL_ANSWER_INVALID for a frame without end
 */
export async function* frames(body: Readable, onBytes: () => void): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let ready: string[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: FRAME_MAX_CHARS,
    onEvent: (event) => ready.push(event.data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  let ended = false
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      onBytes()
      // With all that has come meanwhile.
      for (let more = piece; more !== null; more = body.read()) parser.feed(decoder.decode(more, { stream: true }))
      // The parser checks what it holds back; one long event that came in one piece passes it by.
      tooLong ||= ready.some((data) => data.length > FRAME_MAX_CHARS)
      if (tooLong) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The provider sent an event of more than a megabyte.', { retryable: false })
      if (ready.length > 0) yield ready
      ready = []
    }
    ended = true
  } finally {
    if (!ended) drain(body)
  }
}

/** Reads to the end, so that the connection can be used again; gives up soon where there is none. An aborted call ends here at once. */
function drain(body: Readable): void {
  const timer = setTimeout(() => body.destroy(), DRAIN_MS)
  // The call was aborted, or the far side is gone: there is nothing left to save.
  body.on('error', () => undefined)
  body.once('close', () => clearTimeout(timer))
  body.resume()
}
