import { z } from 'zod'
import { AppError, appError } from '../errors.ts'
import type { Provider } from './provider.ts'

export type ModelErrorCode =
  | 'MODEL_INPUT_TOO_LONG'
  | 'MODEL_REFUSED'
  | 'MODEL_REQUEST_INVALID'
  | 'MODEL_CREDITS_EXHAUSTED'
  | 'MODEL_RATE_LIMITED'
  | 'MODEL_AUTHENTICATION_FAILED'
  | 'MODEL_ANSWER_INVALID'
  | 'MODEL_CONNECTION_LOST'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_TIMEOUT'

/** What went wrong with one call; the message is for the log and holds no key. */
export class ModelFailure extends Error {
  readonly code: ModelErrorCode
  readonly retryable: boolean
  /** Seconds, where the provider says. */
  readonly retryAfter: number | undefined
  /** Of the answer, where there was one. */
  readonly status: number | undefined

  constructor(
    code: ModelErrorCode,
    message: string,
    extras: { retryable?: boolean; retryAfter?: number | undefined; status?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause })
    this.name = 'ModelFailure'
    this.code = code
    this.retryable = extras.retryable ?? retryableCodes.has(code)
    this.retryAfter = extras.retryAfter
    this.status = extras.status
  }
}

const retryableCodes = new Set<ModelErrorCode>(['MODEL_RATE_LIMITED', 'MODEL_ANSWER_INVALID', 'MODEL_CONNECTION_LOST', 'MODEL_UNAVAILABLE', 'MODEL_TIMEOUT'])

export const asAppError = (failure: ModelFailure) =>
  appError(failure.code, { cause: failure, ...(failure.retryAfter === undefined ? {} : { retryAfter: failure.retryAfter }) })

/** Whether asking the same again may help; undefined for what is no failure of a provider. */
export const mayRetry = (error: unknown): boolean | undefined =>
  error instanceof AppError && error.cause instanceof ModelFailure ? error.cause.retryable : undefined

const UpstreamError = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish().catch(null),
  metadata: z.object({ error_type: z.string().nullish() }).nullish().catch(null),
  availability: z
    .object({ code: z.string().nullish(), retryable: z.boolean().nullish(), retry_after: z.number().nonnegative().nullish() })
    .nullish()
    .catch(null),
})
export type UpstreamError = z.infer<typeof UpstreamError>
/** Some servers answer `"error": "text"`; a shape nobody foresaw is still an error. */
export const ErrorField = z.union([
  UpstreamError,
  z.string().transform((message): UpstreamError => ({ message })),
  z.unknown().transform((): UpstreamError => ({})),
])
export const ErrorBody = z.object({ error: ErrorField })

const byType: Record<string, ModelErrorCode> = {
  context_length_exceeded: 'MODEL_INPUT_TOO_LONG',
  max_tokens_exceeded: 'MODEL_INPUT_TOO_LONG',
  token_limit_exceeded: 'MODEL_INPUT_TOO_LONG',
  string_too_long: 'MODEL_INPUT_TOO_LONG',
  payload_too_large: 'MODEL_INPUT_TOO_LONG',
  authentication: 'MODEL_AUTHENTICATION_FAILED',
  payment_required: 'MODEL_CREDITS_EXHAUSTED',
  permission_denied: 'MODEL_REFUSED',
  content_policy_violation: 'MODEL_REFUSED',
  refusal: 'MODEL_REFUSED',
  rate_limit_exceeded: 'MODEL_RATE_LIMITED',
  provider_overloaded: 'MODEL_UNAVAILABLE',
  provider_unavailable: 'MODEL_UNAVAILABLE',
  not_found: 'MODEL_UNAVAILABLE',
  server: 'MODEL_UNAVAILABLE',
  server_error: 'MODEL_UNAVAILABLE',
  timeout: 'MODEL_TIMEOUT',
  invalid_request: 'MODEL_REQUEST_INVALID',
  invalid_prompt: 'MODEL_REQUEST_INVALID',
  precondition_failed: 'MODEL_REQUEST_INVALID',
  unprocessable: 'MODEL_REQUEST_INVALID',
}

const byStatus: Record<number, ModelErrorCode> = {
  401: 'MODEL_AUTHENTICATION_FAILED',
  402: 'MODEL_CREDITS_EXHAUSTED',
  403: 'MODEL_REFUSED',
  404: 'MODEL_UNAVAILABLE',
  408: 'MODEL_TIMEOUT',
  413: 'MODEL_INPUT_TOO_LONG',
  429: 'MODEL_RATE_LIMITED',
  504: 'MODEL_TIMEOUT',
}

/** Asking the same again cannot help with these, whatever their body says. */
const neverRetried = new Set([400, 401, 402, 403, 404])

function codeOf(status: number | undefined, error: UpstreamError): ModelErrorCode {
  const type = byType[error.metadata?.error_type ?? ''] ?? (typeof error.code === 'string' ? byType[error.code] : undefined)
  if (type) return type
  const known = status === undefined ? undefined : byStatus[status]
  if (known) return known
  return status !== undefined && status >= 400 && status < 500 ? 'MODEL_REQUEST_INVALID' : 'MODEL_UNAVAILABLE'
}

/**
 * The provider's own error, before the first token or in the stream.
 * @param status of the answer; in a stream, where that is 200, the error's own number counts.
 * @param retryAfter in seconds, from the header.
 */
export function failureFrom(provider: Provider, status: number | undefined, error: UpstreamError, retryAfter?: number): ModelFailure {
  const number = status ?? numeric(error.code)
  const code = codeOf(number, error)
  const retryable =
    !(number !== undefined && neverRetried.has(number)) && (error.availability?.retryable ?? (number === 404 ? false : retryableCodes.has(code)))
  const said = [number, error.metadata?.error_type, error.availability?.code, error.message].filter(
    (part) => part !== undefined && part !== null && part !== '',
  )
  return new ModelFailure(code, redact(provider, `The provider answered: ${said.join(' ')}`), {
    retryable,
    retryAfter: error.availability?.retry_after ?? retryAfter,
    status,
  })
}

function numeric(code: UpstreamError['code']): number | undefined {
  const number = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code
  return typeof number === 'number' && number >= 400 && number <= 599 ? number : undefined
}

/** Providers repeat the key in their messages ("incorrect key sk-…"). */
export function redact(provider: Provider, message: string): string {
  // Before it is cut: half a key is none that could be found.
  const clean = provider.key.known().reduce((text, key) => text.replaceAll(key, '[key]'), message.slice(0, 10_000))
  return clean.replace(/\bsk-[\w*-]{4,}/g, '[key]').slice(0, 1000)
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}
