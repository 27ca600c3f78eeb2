import { type IncomingMessage, request as plain } from 'node:http'
import { request as overTls } from 'node:https'
import { type DeliveryError, WEBHOOK_ANSWER_MAX } from '#shared/webhooks.ts'
import { type Addresses, ClosedAddress } from './addresses.ts'
import { RETRY_AFTER_MAX_MS } from './limits.ts'

export type Sent = {
  /** When it began, in milliseconds since 1970. */
  at: number
  durationMs: number
  status: number | null
  /** null where it succeeded. */
  error: DeliveryError | null
  answer: string
  /** What the receiver asked for, in milliseconds. */
  retryAfterMs: number
}

/** Closing, and not the receiver, ended it: nothing is known of it. */
export class SendingEnded extends Error {}

/**
 * Posts a body on a connection of its own, to an address that was checked, following nothing.
 * @param signal ends it without a result
 * @throws SendingEnded
 */
export async function send(
  addresses: Addresses,
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Sent> {
  const at = Date.now()
  const since = performance.now()
  const end = (status: number | null, error: DeliveryError | null, answer = '', retryAfterMs = 0): Sent => ({
    at,
    durationMs: Math.round(performance.now() - since),
    status,
    error,
    answer,
    retryAfterMs,
  })
  if (addresses.isClosed(url)) return end(null, 'address')
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const response = await post(addresses, url, headers, body, AbortSignal.any([signal, deadline]))
    const status = response.statusCode ?? 0
    const answer = await readStart(response)
    if (signal.aborted) throw new SendingEnded()
    if (status >= 200 && status < 300) return end(status, null, answer)
    return end(status, status >= 300 && status < 400 ? 'redirect' : 'status', answer, retryAfter(response.headers['retry-after']))
  } catch (error) {
    if (signal.aborted) throw new SendingEnded()
    return end(null, deadline.aborted ? 'timeout' : kindOf(error))
  }
}

function post({ lookup }: Addresses, url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body)
    const call = (url.startsWith('https:') ? overTls : plain)(
      url,
      {
        method: 'POST',
        agent: false,
        lookup,
        signal,
        headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': bytes.length, 'User-Agent': 'Deskmate-Webhooks', Connection: 'close' },
      },
      resolve,
    )
    // Also after the answer has begun, when its reader is told.
    call.on('error', reject)
    call.end(bytes)
  })
}

/** The beginning of an answer, as it can be stored. What breaks off, or is late, has its status nevertheless. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length >= WEBHOOK_ANSWER_MAX) break
    }
  } catch {
    // As far as it came.
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, WEBHOOK_ANSWER_MAX).toString('utf8').replaceAll('\0', '\uFFFD')
}

/** Seconds or a date (RFC 9110). */
function retryAfter(header: string | undefined): number {
  if (header === undefined) return 0
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS)
}

function kindOf(error: unknown): DeliveryError {
  if (error instanceof ClosedAddress) return 'address'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name'
  return /TLS|SSL|CERT|SIGNATURE|EPROTO/.test(code) ? 'tls' : 'connection'
}
