import { customType, timestamp } from 'drizzle-orm/pg-core'

/** A moment, to the millisecond: what JavaScript can hold, so that a cursor names a row exactly. */
export const moment = () => timestamp({ precision: 3, withTimezone: true, mode: 'string' })

export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** PostgreSQL's text of a moment as RFC 3339 in UTC, always with milliseconds. */
export const toTimestamp = (value: string) => new Date(value).toISOString()
