import { Agent, request } from 'node:http'

/** Milliseconds from the request to the first text of the answer, and how many pieces of text came. */
export type StreamTimes = { firstToken: number; chunks: number }
export type StreamTarget = {
  url: string
  headers: Record<string, string>
  body: (message: string) => string
  /** Whether an event carries a piece of the answer's text. */
  isText: (event: string) => boolean
}

/** A stream that has not ended by then hangs. */
const STREAM_TIMEOUT_MS = 60_000
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** Asks one question and reads the answer to its end. @throws Error on any other answer than a stream with text. */
export function readStream(target: StreamTarget, message: string): Promise<StreamTimes> {
  return new Promise((resolve, reject) => {
    const body = target.body(message)
    const startedAt = performance.now()
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), accept: 'text/event-stream', ...target.headers }
    const call = request(target.url, { method: 'POST', agent, headers, timeout: STREAM_TIMEOUT_MS }, (answer) => {
      let firstToken: number | undefined
      let chunks = 0
      let rest = ''
      let start = ''
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        const events = (rest + text).split('\n\n')
        rest = events.pop() ?? ''
        if (start.length < 1000) start += text
        for (const event of events) {
          if (!target.isText(event)) continue
          chunks++
          firstToken ??= performance.now() - startedAt
        }
      })
      answer.once('end', () => {
        if (answer.statusCode === 200 && firstToken !== undefined) resolve({ firstToken, chunks })
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
