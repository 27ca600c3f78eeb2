import { createParser } from 'eventsource-parser'
import { ResumeHint } from '#shared/chat.ts'

/** The server sends a comment every 10 s; three missed ones mean that the connection is dead, though nobody closed it (a laptop that slept). */
const SILENCE_MS = 35_000

/** Deltas are small, and the rows of an event have 64,000 characters at most; a frame of a million is not ours. */
const MAX_FRAME = 1_000_000

/**
 * The frames of one response, in order. Ends when the response ends, throws when the connection breaks or falls silent.
 * @param onResume the server closes, and has said after how many milliseconds to read on
 * @param parse null passes a frame over
 */
export async function* readEach<T>(
  response: Response,
  signal: AbortSignal,
  onResume: (wait: number) => void,
  parse: (id: string | undefined, data: string) => T | null,
): AsyncGenerator<T> {
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const frames: T[] = []
  const parser = createParser({
    maxBufferSize: MAX_FRAME,
    onEvent: ({ event, id, data }) => {
      if (event === 'resume') {
        const hint = ResumeHint.safeParse(parseJson(data))
        if (hint.success) onResume(hint.data.retry_ms)
        return
      }
      const frame = parse(id, data)
      if (frame) frames.push(frame)
    },
  })
  try {
    while (true) {
      const { done, value } = await unlessSilent(reader.read(), signal)
      if (done) return
      parser.feed(value)
      yield* frames.splice(0)
    }
  } finally {
    // Without this the connection stays open behind the back of a reader that left the loop.
    reader.cancel().catch(() => undefined)
  }
}

export function parseJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

async function unlessSilent<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('The stream fell silent.')), SILENCE_MS)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([reading, silence])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Waits; a network that comes back, or a tab that is shown again, ends the wait. */
export function untilWorthTrying(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      document.removeEventListener('visibilitychange', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    document.addEventListener('visibilitychange', done)
    signal.addEventListener('abort', done)
  })
}
