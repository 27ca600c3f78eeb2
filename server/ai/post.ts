import { request as plain } from 'node:http'
import { request as overTls } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** What of an answer is read here: the part that a `Response` of `fetch` has too, so that both are refused and read by the same code. */
export type Posted = {
  status: number
  ok: boolean
  headers: { get: (name: string) => string | null }
  body: Readable
}

const decoders = new Map([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
])

/**
 * Posts JSON and answers as soon as the headers are there. Not by `fetch`, whose streams cost each answer twice the processor time and a
 * model's first token a millisecond. Connections are used again; redirects are not followed.
 * @param signal closes the socket, also while the body is read
 * @throws Error of the network, or an AbortError
 */
export function postJson(url: string, headers: Record<string, string>, body: unknown, signal: AbortSignal): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? overTls : plain
    const call = send(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, signal }, (answer) => {
      const { statusCode: status = 0 } = answer
      // Some servers compress whatever they are asked for.
      const decoder = decoders.get(answer.headers['content-encoding'] ?? '')?.()
      resolve({
        status,
        ok: status >= 200 && status < 300,
        headers: {
          get(name) {
            const value = answer.headers[name]
            return Array.isArray(value) ? value.join(', ') : (value ?? null)
          },
        },
        // Whoever reads the body is told how it ended.
        body: decoder ? pipeline(answer, decoder, () => undefined) : answer,
      })
    })
    // Also after the answer has begun, when it is the body's reader who is told.
    call.on('error', reject)
    call.end(JSON.stringify(body))
  })
}
