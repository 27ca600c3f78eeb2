import { type ErrorCode, errorCatalog, type Language } from '#shared/errors.ts'

/** What is to be said, in each language; a plain text is the same in all, as the name of something is. */
type Words = string | Record<Language, string>
type Detail = { path: string; message: Words }
type Extras = { words?: Record<Language, string>; details?: Detail[]; retryAfter?: number; current?: unknown; cause?: unknown }

/** The only error that reaches a client with its own words; everything else is answered as INTERNAL. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  /** What it says to a person. */
  readonly words: Record<Language, string>
  readonly details: Detail[]
  readonly retryAfter: number | undefined
  readonly current: unknown

  constructor(code: ErrorCode, extras: Extras = {}) {
    super(errorCatalog[code].en, { cause: extras.cause })
    this.name = 'AppError'
    this.code = code
    this.status = errorCatalog[code].status
    this.words = extras.words ?? errorCatalog[code]
    this.details = extras.details ?? []
    this.retryAfter = extras.retryAfter
    this.current = extras.current
  }
}

/** @param extras `words` where the case says more than the catalogue; `retryAfter` in seconds; `current` is the row as it is now (PRECONDITION_FAILED). */
export const appError = (code: ErrorCode, extras?: Extras) => new AppError(code, extras)

export const say = (words: Words, language: Language): string => (typeof words === 'string' ? words : words[language])

/** A reason not to start, in one sentence for the person at the terminal. */
export class StartError extends Error {}
