import type { ModelFailure } from './failure.ts'
import { MAX_RETRIES, type ModelLimits } from './limits.ts'

/**
 * How long to wait before the next try, in milliseconds; undefined where there is none.
 * @param tries how many there were already, at least 1
 * @param elapsed milliseconds since the question
 */
export function waitBeforeRetry(failure: ModelFailure, tries: number, elapsed: number, limits: ModelLimits, random = Math.random()): number | undefined {
  if (!failure.retryable || tries > MAX_RETRIES) return undefined
  // Jitter spreads those who failed together; a time that the provider names is only ever exceeded.
  const wait = failure.retryAfter === undefined ? limits.retryBase * 2 ** (tries - 1) * (0.5 + random / 2) : failure.retryAfter * 1000 + random * 100
  return elapsed + wait <= limits.retryWindow ? wait : undefined
}

/** The longest wait that any provider means (limits of a day); beyond it the value is wrong, or the clock of who sent it. */
const RETRY_AFTER_MAX_SECONDS = 86_400

/** Retry-After as seconds: a number of them, or a date as HTTP writes it. undefined for anything else, which says nothing. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  const isDate = /^[A-Za-z]{3,9},? /.test(text)
  const seconds = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : isDate ? Math.max(0, Math.ceil((Date.parse(text) - now) / 1000)) : Number.NaN
  return seconds <= RETRY_AFTER_MAX_SECONDS ? seconds : undefined
}
