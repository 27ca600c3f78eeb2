import type { CompletionError } from '#shared/completions.ts'
import type { ErrorCode, ErrorEnvelope } from '#shared/errors.ts'
import { ModelFailure, mayRetry } from '../ai/failure.ts'
import type { AppError } from '../errors.ts'

type Telling = { status?: number; code: string }

/** Our codes for which OpenAI has a status or a word of its own, which clients look for. The others keep theirs. */
export const asOpenAi: Partial<Record<ErrorCode, Telling>> = {
  UNAUTHENTICATED: { code: 'invalid_api_key' },
  TOKEN_INVALID: { code: 'invalid_api_key' },
  VALIDATION_FAILED: { status: 400, code: 'invalid_value' },
  MODEL_NOT_ALLOWED: { status: 404, code: 'model_not_found' },
  MODEL_INPUT_TOO_LONG: { status: 400, code: 'context_length_exceeded' },
  MODEL_REFUSED: { status: 400, code: 'content_policy_violation' },
  MODEL_REQUEST_INVALID: { status: 400, code: 'invalid_request' },
  MODEL_CREDITS_EXHAUSTED: { code: 'insufficient_quota' },
  BUDGET_EXHAUSTED: { code: 'insufficient_quota' },
  MODEL_RATE_LIMITED: { code: 'rate_limit_exceeded' },
  RATE_LIMITED: { code: 'rate_limit_exceeded' },
}

const types: Record<number, string> = { 402: 'insufficient_quota', 403: 'permission_error', 429: 'rate_limit_error' }

/** Where asking again may help although the model was asked more than once already, or not at all. */
const worthRetrying = new Set<ErrorCode>(['MODEL_RATE_LIMITED', 'RATE_LIMITED', 'SHUTTING_DOWN', 'DATABASE_UNAVAILABLE', 'DATABASE_TIMEOUT', 'INTERNAL'])

/** A failure as OpenAI tells it. */
export function tellError(
  error: AppError,
  { error: { message, details } }: ErrorEnvelope,
): { status: number; headers: Record<string, string>; body: CompletionError } {
  const telling: Telling = asOpenAi[error.code] ?? { code: error.code }
  const status = telling.status ?? error.status
  const [first] = details
  const said = details.map(({ path, message: text }) => (path ? `${path}: ${text}` : text))
  // What the provider has against a request is its author's to know.
  if (error.code === 'MODEL_REQUEST_INVALID' && error.cause instanceof ModelFailure) said.push(error.cause.message)
  // OpenAI's own clients ask again after most failures; the model was, as often as helps, before this one was told.
  const retry = worthRetrying.has(error.code) && mayRetry(error) !== false
  return {
    status,
    headers: { 'X-Should-Retry': String(retry) },
    body: {
      error: {
        message: [message, ...said].join(' '),
        type: types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
        param: first?.path || null,
        code: telling.code,
      },
    },
  }
}
