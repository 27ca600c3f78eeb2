import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sources } from '#shared/permissions.ts'
import { moment } from '../db/columns.ts'

/**
 * What happened: sign-ins, refusals, administrative acts, and every change of data, which triggers write (migrations/0004_audit_triggers.sql).
 * Also the history of items. Entries are only added; `position` and `hash` are their place in the chain, given some seconds later by seal.ts.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment().notNull().defaultNow(),
    actorId: uuid(),
    source: text({ enum: sources }).notNull(),
    action: text().notNull(),
    targetType: text(),
    targetId: text(),
    /** Of the row, where it has versions. */
    version: integer(),
    before: jsonb(),
    after: jsonb(),
    detail: jsonb().notNull().default({}),
    address: text(),
    requestId: text(),
    position: bigint({ mode: 'number' }),
    hash: text(),
  },
  (table) => [
    // Each entry is in two of these for its first seconds and in two others afterwards; the order of a list is that of time.
    index('audit_entries_unsealed').on(table.id).where(sql`position is null`),
    uniqueIndex('audit_entries_position').on(table.position).where(sql`position is not null`),
    index('audit_entries_at').on(table.at, table.id),
    index('audit_entries_target').on(table.targetType, table.targetId, table.id),
    index('audit_entries_actor').on(table.actorId, table.at, table.id),
    check('audit_entries_source', sql.raw(`source in (${sources.map((source) => `'${source}'`).join(', ')})`)),
    check('audit_entries_sealed', sql`(position is null) = (hash is null)`),
  ],
)

/** The end of the chain; one row. */
export const auditHead = pgTable('audit_head', {
  slot: smallint().primaryKey(),
  position: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
  /** What the entries are sealed with, encrypted; null before the first is. It outlives SECRET_KEY, which can be exchanged. */
  key: text(),
})
