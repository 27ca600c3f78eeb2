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

/** Retry-After as seconds: a number of them, or a date. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000))
}
