import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'
import { cleanText, secretsOf } from './clean-text.ts'
import { describeError } from './describe-error.ts'

const REDACTED = '[redacted]'
/** What such a name holds opens something. Counts (max_tokens) are numbers, and pass. */
const secretName = /authorization|cookie|password|passphrase|secret|token|api[-_]?key|private[-_]?key/i
/** An error's code, ours or the database's; what else is called code is somebody's second factor. */
const errorCode = /^(?:[A-Z][A-Z0-9_]+|[0-9A-Z]{5})$/
/** Nothing that is logged on purpose is deeper. */
const DEPTH_MAX = 5

function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return false
  if (name === 'code') return !(typeof value === 'string' && errorCode.test(value))
  return secretName.test(name)
}

/** What is logged, without what must not be: by the names of its parts, however deep. */
function clean(value: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) result[name] = isSecret(name, inner) ? REDACTED : cleanInner(inner, depth)
  return result
}

function cleanInner(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value)
  if (depth >= DEPTH_MAX) return '[deep]'
  if (Array.isArray(value)) return value.map((inner) => cleanInner(inner, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  // A request, a socket: whoever means a part of it says which.
  if (prototype !== Object.prototype && prototype !== null) return value instanceof Date ? value.toISOString() : `[${value.constructor.name}]`
  return clean(Object.fromEntries(Object.entries(value)), depth + 1)
}

/**
 * The log: one JSON object a line, on standard output. What is known to be secret is in none of it, whichever way it got there: by the
 * name of its field, by its form, or because it is one of this program's own.
 */
export function openLog(config: Config, destination?: DestinationStream): Logger {
  const secrets = secretsOf(config)
  return pino(
    {
      level: config.LOG_LEVEL ?? (process.stdout.isTTY ? 'warn' : 'info'),
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: clean },
      // They are described already.
      serializers: { err: (error: unknown) => error },
      hooks: { streamWrite: (line) => cleanText(line, secrets) },
    },
    destination ?? pino.destination(1),
  )
}
