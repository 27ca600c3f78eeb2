import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { changeKinds } from '#shared/changes.ts'
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
    /** Of changes of items: what was changed with it, and is undone with it. */
    changeSetId: uuid(),
    position: bigint({ mode: 'number' }),
    hash: text(),
  },
  (table) => [
    // Each entry is in two of these for its first seconds and in two others afterwards; the order of a list is that of time.
    index('audit_entries_unsealed').on(table.id).where(sql`position is null`),
    uniqueIndex('audit_entries_position').on(table.position).where(sql`position is not null`),
    index('audit_entries_at').on(table.at, table.id),
    index('audit_entries_target').on(table.targetType, table.targetId, table.id),
    index('audit_entries_change_set').on(table.changeSetId, table.id).where(sql`change_set_id is not null`),
    index('audit_entries_actor').on(table.actorId, table.at, table.id),
    check('audit_entries_source', sql.raw(`source in (${sources.map((source) => `'${source}'`).join(', ')})`)),
    check('audit_entries_sealed', sql`(position is null) = (hash is null)`),
  ],
)

/**
 * What was changed at once: by one request, one import, one undoing. Its changes are the entries that name it. Written by the trigger that writes the
 * first of them (migrations/0024_change_sets.sql), and before it where more is to be said of it than who and from where.
 */
export const changeSets = pgTable(
  'change_sets',
  {
    id: uuid().primaryKey(),
    at: moment().notNull().defaultNow(),
    actorId: uuid(),
    source: text({ enum: sources }).notNull(),
    kind: text({ enum: changeKinds }).notNull().default('edit'),
    /** Of the first of its items; hardly ever do others come from elsewhere. */
    collectionId: uuid(),
    /** What it takes back. */
    undoes: uuid(),
    /** What has taken it back; null again once that was taken back itself. */
    undoneBy: uuid(),
  },
  (table) => [
    index('change_sets_collection').on(table.collectionId, table.id),
    check('change_sets_kind', sql.raw(`kind in (${changeKinds.map((kind) => `'${kind}'`).join(', ')})`)),
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
