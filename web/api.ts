import type { z } from 'zod'
import { type ErrorDetail, ErrorEnvelope } from '#shared/errors.ts'
import { reportReachable } from './connection.ts'
import { currentLanguage } from './i18n/language.ts'
import { defineTexts, textsNow } from './i18n/texts.ts'

const texts = defineTexts({
  'zh-CN': {
    network: '无法连接到服务器，请检查网络后重试。',
    timeout: '服务器长时间没有响应，请重试。',
    unreadable: '服务器返回了无法识别的内容，请刷新页面后重试。',
    unknown: '出了点问题，请重试。',
  },
  en: {
    network: 'The server cannot be reached. Check the connection and try again.',
    timeout: 'The server took too long to answer. Try again.',
    unreadable: 'The server sent an answer this page cannot read. Reload the page and try again.',
    unknown: 'Something went wrong. Try again.',
  },
})

/** A stored row comes in milliseconds, a count over a large table in a second or two; the server gives up by itself well before this. */
const CALL_TIMEOUT_MS = 30_000

type Failure = { code: string; message: string; details?: ErrorDetail[]; requestId?: string; retryAfter?: number; current?: unknown; cause?: unknown }

/** A call that did not succeed. `status` is 0 where no answer came; `code` is then NETWORK or TIMEOUT. `message` is for people, in the page's language. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly details: ErrorDetail[]
  readonly requestId: string | null
  /** Seconds. */
  readonly retryAfter: number | null
  /** With PRECONDITION_FAILED: the row as it is now, not yet parsed. */
  readonly current: unknown

  constructor(status: number, failure: Failure) {
    super(failure.message, { cause: failure.cause })
    this.status = status
    this.code = failure.code
    this.details = failure.details ?? []
    this.requestId = failure.requestId ?? null
    this.retryAfter = failure.retryAfter ?? null
    this.current = failure.current
  }
}

export type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** What is undefined is left out. */
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Goes on when the page is left. */
  keepalive?: boolean
  /** Of signing in and out itself: an access that has ended is then an answer like any other. */
  alone?: boolean
  begun?: Begun | undefined
  /** Told what stands over the answer of a success. */
  onHeaders?: (headers: Headers) => void
}

/** The very same request, under way already; sent at that time in milliseconds since 1970. */
export type Begun = { sentAt: number; response: Promise<Response> }

/** What web/session.ts does for every call. */
type Session = {
  /** Renews the access that a call sent at that time no longer had. Throws where it cannot. */
  renew: (sentAt: number) => Promise<void>
  /** The server has taken a call. */
  onUse: () => void
}
let session: Session = { renew: () => Promise.resolve(), onUse: () => undefined }
export const attachSession = (given: Session) => {
  session = given
}

function addressOf({ path, query = {} }: CallOptions): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}

const failureOf = async (response: Response): Promise<ApiError> => failureFrom(response.status, await response.json().catch(() => null))

/** What an answer that is no success says. @param body as it came, parsed as JSON; anything where it is none */
export function failureFrom(status: number, body: unknown): ApiError {
  const parsed = ErrorEnvelope.safeParse(body)
  if (!parsed.success) {
    // Not ours: a proxy in between, or a server that is going down.
    const code = status >= 502 && status <= 504 ? 'NETWORK' : 'UNREADABLE'
    return new ApiError(status, { code, message: code === 'NETWORK' ? textsNow(texts).network : textsNow(texts).unreadable })
  }
  const { code, message, details, request_id, retry_after, current } = parsed.data.error
  return new ApiError(status, {
    code,
    message,
    details,
    requestId: request_id,
    current,
    ...(retry_after === undefined ? {} : { retryAfter: retry_after }),
  })
}

/** One request and its answer, whatever that says. Throws where none comes. */
async function request(options: CallOptions, begun?: Begun): Promise<Response> {
  const { method = 'GET', body, headers, signal, keepalive = false } = options
  try {
    return await (begun?.response ??
      fetch(addressOf(options), {
        method,
        headers: {
          Accept: 'application/json',
          'Accept-Language': currentLanguage(),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        keepalive,
        ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      }))
  } catch (cause) {
    if (signal?.aborted) throw timedOut(signal) ? new ApiError(0, { code: 'TIMEOUT', message: textsNow(texts).timeout, cause }) : cause
    reportReachable(false)
    throw unreachable(cause)
  }
}

/** For what does not go through `send`. */
export const renewAccess = (sentAt: number) => session.renew(sentAt)
/** No answer came. */
export const unreachable = (cause?: unknown) => new ApiError(0, { code: 'NETWORK', message: textsNow(texts).network, cause })
export const unreadable = (status: number, cause: unknown) => new ApiError(status, { code: 'UNREADABLE', message: textsNow(texts).unreadable, cause })

/** The access has ended, which comes every few minutes; the sign-in may well go on. */
export const hasEnded = (failure: ApiError) => failure.code === 'TOKEN_INVALID' || failure.code === 'UNAUTHENTICATED'

/**
 * Sends a request and gives back the answer as it is, its body unread: for streams. Throws ApiError for every answer that is no success,
 * and for none at all. An abort by `signal` is thrown on as the DOMException that it is. An access that has ended is renewed, and the request sent again.
 */
export async function send(options: CallOptions): Promise<Response> {
  const sentAt = options.begun?.sentAt ?? Date.now()
  let response = await request(options, options.begun)
  let failure = response.ok ? null : await failureOf(response)
  if (failure && hasEnded(failure) && !options.alone) {
    await session.renew(sentAt)
    response = await request(options)
    failure = response.ok ? null : await failureOf(response)
  }
  reportReachable(failure?.code !== 'NETWORK')
  if (options.path.startsWith('/api/') && !options.alone && failure?.status !== 401) session.onUse()
  if (failure) throw failure
  return response
}

const timedOut = (signal: AbortSignal) => signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'

/** Calls the API and gives back the `data` of its answer, parsed by the envelope's schema. Throws ApiError. */
export async function call<T>(envelope: z.ZodType<{ status: 'success'; data: T; message: string }>, options: CallOptions): Promise<T> {
  const deadline = AbortSignal.timeout(CALL_TIMEOUT_MS)
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline
  const response = await send({ ...options, signal })
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (signal.aborted) throw timedOut(signal) ? new ApiError(0, { code: 'TIMEOUT', message: textsNow(texts).timeout, cause }) : cause
    return null
  })
  const parsed = envelope.safeParse(body)
  if (!parsed.success) throw unreadable(response.status, parsed.error)
  options.onHeaders?.(response.headers)
  return parsed.data.data
}

/** A UUID v4. `crypto.randomUUID` is missing where the page came over plain HTTP from another machine, as on a home network. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The header that makes a repeated POST one POST. Keep the key of a form or a message for all of its tries. */
export const idempotencyKey = (key: string = newKey()) => ({ 'Idempotency-Key': key })

/** What to tell a person about anything thrown. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof ApiError)) return textsNow(texts).unknown
  const whole = error.details.find(({ path }) => path === '')
  return (error.code === 'VALIDATION_FAILED' && whole?.message) || error.message
}
