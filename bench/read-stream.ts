import { Agent, request } from 'node:http'

/** Milliseconds from the request to the first text of the answer, how many pieces of text came, and how many bytes of UTF-8 they were. */
export type StreamTimes = { firstToken: number; chunks: number; textBytes: number }
export type StreamTarget = {
  url: string
  headers: Record<string, string>
  body: (message: string) => string
  /** The piece of the answer's text that an event carries. */
  textOf: (event: string) => string | undefined
}

/** A stream that has not ended by then hangs. */
const STREAM_TIMEOUT_MS = 60_000
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** What a busy server asks for. The clock runs on. */
const COME_BACK_MS = 1000

/** Asks one question and reads the answer to its end. @throws Error on any other answer than a stream with text. */
export function readStream(target: StreamTarget, message: string, startedAt = performance.now()): Promise<StreamTimes> {
  return new Promise((resolve, reject) => {
    const body = target.body(message)
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), accept: 'text/event-stream', ...target.headers }
    const call = request(target.url, { method: 'POST', agent, headers, timeout: STREAM_TIMEOUT_MS }, (answer) => {
      let firstToken: number | undefined
      let chunks = 0
      let textBytes = 0
      let rest = ''
      let start = ''
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        const events = (rest + text).split('\n\n')
        rest = events.pop() ?? ''
        if (start.length < 1000) start += text
        for (const event of events) {
          const piece = target.textOf(event)
          if (!piece) continue
          chunks++
          textBytes += Buffer.byteLength(piece)
          firstToken ??= performance.now() - startedAt
        }
      })
      answer.once('end', () => {
        if (answer.statusCode === 503) setTimeout(() => void readStream(target, message, startedAt).then(resolve, reject), COME_BACK_MS)
        else if (answer.statusCode === 200 && firstToken !== undefined) resolve({ firstToken, chunks, textBytes })
        else reject(new Error(`${target.url} answered ${answer.statusCode} with no text: ${start.slice(0, 1000)}`))
      })
      answer.once('error', reject)
    })
    call.once('timeout', () => call.destroy(new Error(`${target.url} was silent for too long.`)))
    call.once('error', reject)
    call.end(body)
  })
}

export const closeStreams = (): void => agent.destroy()
