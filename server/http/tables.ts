import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** What was answered to a request that carried an Idempotency-Key, for a day. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    actorId: uuid().notNull(),
    key: text().notNull(),
    fingerprint: text().notNull(),
    result: jsonb().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
    check('idempotency_keys_key_length', sql`length(${table.key}) between 1 and 255`),
  ],
)

/** How often something was asked for in a window of time, by all replicas together. */
export const rateCounts = pgTable(
  'rate_counts',
  {
    key: text().notNull(),
    /** Number of the window: milliseconds since 1970 divided by its length. */
    window: bigint({ mode: 'number' }).notNull(),
    count: integer().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.window] }), index('rate_counts_expires_at').on(table.expiresAt)],
)
