import { customType, timestamp } from 'drizzle-orm/pg-core'

/** A moment, to the millisecond: what JavaScript can hold, so that a cursor names a row exactly. */
export const moment = () => timestamp({ precision: 3, withTimezone: true, mode: 'string' })

export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** PostgreSQL's text of a moment as RFC 3339 in UTC, always with milliseconds. */
export function toTimestamp(value: string): string {
  // The session's zone is UTC: 2026-11-22 08:30:00.12+00. Pages are full of these; a Date would take five times as long.
  if (value.length < 22 || value.length > 26 || !value.endsWith('+00')) return new Date(value).toISOString()
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${value.slice(20, -3).padEnd(3, '0')}Z`
}
