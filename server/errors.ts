import { type ErrorCode, type ErrorDetail, errorCatalog } from '#shared/errors.ts'

type Extras = { details?: ErrorDetail[]; retryAfter?: number; current?: unknown; cause?: unknown }

/** The only error that reaches a client with its own words; everything else is answered as INTERNAL. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly details: ErrorDetail[]
  readonly retryAfter: number | undefined
  readonly current: unknown

  constructor(code: ErrorCode, extras: Extras = {}) {
    super(errorCatalog[code].en, { cause: extras.cause })
    this.name = 'AppError'
    this.code = code
    this.status = errorCatalog[code].status
    this.details = extras.details ?? []
    this.retryAfter = extras.retryAfter
    this.current = extras.current
  }
}

/** @param extras `retryAfter` in seconds; `current` is the row as it is now (PRECONDITION_FAILED). */
export const appError = (code: ErrorCode, extras?: Extras) => new AppError(code, extras)

/** A reason not to start, in one sentence for the person at the terminal. */
export class StartError extends Error {}
