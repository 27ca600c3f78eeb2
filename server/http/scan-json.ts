import { type AppError, appError } from '../errors.ts'

/** Deeper than any real body, far from the depth at which recursion fails. */
export const MAX_DEPTH = 64
/** A double never needs more digits to be told from its neighbours; texts of numbers beyond a hundred are nobody's. */
const EXACT_DIGITS = 15
const MAX_DIGITS = 100
/** Below this a double loses digits one by one. */
const SMALLEST_EXACT = 1e-300

type Level = {
  /** Of an object, what it has so far; null for a list. */
  keys: Set<string> | null
  /** The key, or the place in the list, of what is being read. */
  at: string | number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

const pathOf = (levels: Level[]) => levels.map(({ at }) => at).join('.')
const refuse = (path: string, message: string): AppError => appError('MALFORMED_REQUEST', { details: [{ path, message }] })

/** Where a string ends that begins before `from`: behind its closing quote, or at the end of the text where it has none. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

/** Whether the double nearest to a number's text is what the text says, to its last digit. */
function isKept(literal: string): boolean {
  const value = Number(literal)
  // No number at all; JSON.parse will say so.
  if (Number.isNaN(value)) return true
  if (!Number.isFinite(value)) return false
  const [mantissa = ''] = literal.toLowerCase().replace('-', '').split('e')
  const digits = mantissa.replace('.', '').replace(/^0+/, '').replace(/0+$/, '')
  if (digits === '') return true
  if (digits.length > MAX_DIGITS) return false
  if (digits.length <= EXACT_DIGITS && Math.abs(value) >= SMALLEST_EXACT) return true
  const [kept = ''] = Math.abs(value)
    .toExponential(digits.length - 1)
    .replace('.', '')
    .split('e')
  return kept === digits
}

/** What PostgreSQL cannot keep: NUL, and half of a surrogate pair. Only an escape can say either; the text itself was decoded from UTF-8. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes('\0')

/**
 * Refuses what JSON can say and nobody means: a key twice in one object, where each reader takes another one; numbers that a double
 * rounds; nesting without end; NUL and lone surrogates. One pass over the text, before it is parsed; what is no JSON is left to the parser.
 * @throws MALFORMED_REQUEST naming the path
 */
export function scanJson(text: string): void {
  const levels: Level[] = []
  let level: Level | undefined
  /** Whether a string that comes now is a key. */
  let keyNext = false
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at + 1)
      const value = readString(text, at, end)
      const isKey = keyNext && level?.keys
      if (isKey && level) {
        if (value !== undefined && level.keys?.has(value)) {
          level.at = value
          throw refuse(pathOf(levels), 'This key is there twice.')
        }
        level.keys?.add(value ?? '')
        level.at = value ?? ''
        keyNext = false
      }
      if (value !== undefined && !isStorable(value)) throw refuse(isKey ? pathOf(levels.slice(0, -1)) : pathOf(levels), 'Holds NUL or a lone surrogate.')
      at = end
    } else if (code === 0x7b || code === 0x5b) {
      if (levels.length >= MAX_DEPTH) throw refuse('', `Nested deeper than ${MAX_DEPTH} levels.`)
      level = { keys: code === 0x7b ? new Set() : null, at: code === 0x7b ? '' : 0 }
      levels.push(level)
      keyNext = code === 0x7b
      at++
    } else if (code === 0x7d || code === 0x5d) {
      levels.pop()
      level = levels.at(-1)
      keyNext = false
      at++
    } else if (code === 0x2c) {
      if (level) {
        keyNext = level.keys !== null
        if (typeof level.at === 'number') level.at++
      }
      at++
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      let end = at + 1
      while (isOfNumber(text.charCodeAt(end))) end++
      // Most numbers are short, and kept.
      if ((end - at > EXACT_DIGITS || text.slice(at, end).toLowerCase().includes('e')) && !isKept(text.slice(at, end)))
        throw refuse(pathOf(levels), 'A number that cannot be kept exactly.')
      at = end
    } else at++
  }
}

/** Digits, sign, point, exponent. */
const isOfNumber = (code: number) => (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45

/** What a string says; undefined where it is no string of JSON. */
function readString(text: string, from: number, end: number): string | undefined {
  const inner = text.slice(from + 1, end - 1)
  if (!inner.includes('\\')) return inner
  try {
    const value: unknown = JSON.parse(text.slice(from, end))
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
