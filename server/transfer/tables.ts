import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { importStates } from '#shared/imports.ts'
import { bytea, moment } from '../db/columns.ts'

/** Files that become items: what they are, where their columns go, and how far each has come. */
export const imports = pgTable(
  'imports',
  {
    id: uuid().primaryKey(),
    collectionId: uuid().notNull(),
    /** No foreign key, as everywhere for actors. */
    ownerId: uuid().notNull(),
    fileName: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    /** What was found of it; null until all of it is here. */
    found: jsonb(),
    state: text({ enum: importStates }).notNull().default('waiting'),
    /** How it was started: columns, key, zone. */
    plan: jsonb(),
    dryRun: boolean().notNull().default(false),
    line: integer().notNull().default(0),
    /** How many rows of the file it has come past: several may begin in one line. */
    rows: integer().notNull().default(0),
    created: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    refused: integer().notNull().default(0),
    changeSetId: uuid(),
    /** What takes it back. */
    undoId: uuid(),
    /** Of the audit, down to which it was taken back. */
    undoneTo: bigint({ mode: 'number' }),
    error: jsonb(),
    /** Which process works on it, and when it last said so: another takes over from one that is silent. */
    runner: uuid(),
    beatAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    startedAt: moment(),
    endedAt: moment(),
  },
  (table) => [
    index('imports_collection').on(table.collectionId, table.createdAt),
    index('imports_owner').on(table.ownerId, table.createdAt),
    index('imports_running').on(table.startedAt).where(sql`state in ('running', 'undoing')`),
    check('imports_state', sql.raw(`state in (${importStates.map((state) => `'${state}'`).join(', ')})`)),
    check('imports_name_length', sql`length(file_name) between 1 and 150`),
  ],
)

/** Their content, piece by piece; each but the last of the same size, so that any place is found. */
export const importParts = pgTable(
  'import_parts',
  {
    importId: uuid()
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    /** Counted from 0. */
    position: integer().notNull(),
    bytes: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.position] })],
)

/** Rows that were not taken, and why. */
export const importRefusals = pgTable(
  'import_refusals',
  {
    importId: uuid()
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    /** Which row of the file, from 1. */
    row: integer().notNull(),
    line: integer().notNull(),
    cells: jsonb().notNull(),
    reasons: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.row] })],
)
