import { createParser } from 'eventsource-parser'
import { ModelFailure } from './failure.ts'
import { DRAIN_MS, FRAME_MAX_CHARS } from './limits.ts'

/**
 * The data of each Server-Sent Event of a body, whatever way its bytes were cut up on the wire: those that came together, together.
 * @param onBytes called for each piece that arrives: comments are a sign of life too
 * @throws ModelFailure MODEL_ANSWER_INVALID for a frame without end
 */
export async function* frames(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string[]> {
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
  const reader = body.getReader()
  let ended = false
  try {
    while (true) {
      const { done, value } = await reader.read()
      if (done) {
        ended = true
        return
      }
      onBytes()
      parser.feed(decoder.decode(value, { stream: true }))
      // The parser checks what it holds back; one long event that came in one piece passes it by.
      tooLong ||= ready.some((data) => data.length > FRAME_MAX_CHARS)
      if (tooLong) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The provider sent an event of more than a megabyte.', { retryable: false })
      if (ready.length > 0) yield ready
      ready = []
    }
  } finally {
    if (!ended) void drain(reader)
  }
}

/** Reads to the end, so that the connection can be used again; gives up soon where there is none. An aborted call ends here at once. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), DRAIN_MS)
  try {
    while (!(await reader.read()).done);
  } catch {
    // The call was aborted, or the far side is gone: there is nothing left to save.
  } finally {
    clearTimeout(timer)
  }
}
