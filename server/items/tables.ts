import { sql } from 'drizzle-orm'
import { bigint, check, date, index, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { ITEMS_ID } from '../collections/tables.ts'
import { moment, tsvector } from '../db/columns.ts'

// What keeps version, updated_at and the counts in step stands in migrations/0002_item_triggers.sql; the history is in audit_entries, written by
// migrations/0004_audit_triggers.sql.

// Actors are no foreign keys: what someone did outlives them, and every writer would lock the same row of users.

/**
 * What names are sorted by: Chinese by its pinyin. Byte order of the key is the same on every server and after every upgrade of its locale data, which would
 * break the index otherwise.
 */
export const nameKey = sql`(pinyin_key(lower(name)) collate "C")`

export const items = pgTable(
  'items',
  {
    id: uuid().primaryKey(),
    /** Never changes. No foreign key: each writer would lock, and so write, the same row of collections. */
    collectionId: uuid().notNull().default(ITEMS_ID),
    name: text().notNull(),
    description: text(),
    /** What its fields hold, by their keys; what is not there has no value. */
    values: jsonb().notNull().default({}),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    createdBy: uuid().notNull(),
    updatedBy: uuid().notNull(),
    version: integer().notNull().default(1),
    deletedAt: moment(),
    search: tsvector().notNull().generatedAlwaysAs(sql`search_vector(name, item_text(description, "values"))`),
  },
  (table) => [
    index('items_created_at').on(table.collectionId, table.createdAt, table.id).where(sql`deleted_at is null`),
    index('items_updated_at').on(table.collectionId, table.updatedAt, table.id).where(sql`deleted_at is null`),
    // With the name itself, so that passing over rows by their number needs the index alone.
    index('items_name').on(table.collectionId, nameKey, table.id, table.name).where(sql`deleted_at is null`),
    index('items_deleted_at').on(table.collectionId, table.deletedAt, table.id).where(sql`deleted_at is not null`),
    // What was written last waits in a list of at most a megabyte, which a search reads too and which goes into the index at once: a third of the time of writing row by row.
    index('items_search').using('gin', table.search).with({ fastupdate: true, gin_pending_list_limit: 1024 }),
    check('items_name_length', sql`length(name) between 1 and 255`),
    check('items_description_length', sql`length(description) <= 100000`),
    check('items_values', sql`jsonb_typeof("values") = 'object'`),
    check('items_version', sql`version > 0`),
  ],
)

/** How many rows a collection has, as a sum over slots, so that writers rarely wait for each other and nobody ever counts a million rows. */
export const itemCounts = pgTable(
  'item_counts',
  {
    collectionId: uuid().notNull().default(ITEMS_ID),
    slot: smallint().notNull(),
    live: bigint({ mode: 'number' }).notNull().default(0),
    trashed: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.slot] })],
)

/** How many were created in it on each day (UTC), by the same slots. */
export const itemDays = pgTable(
  'item_days',
  {
    collectionId: uuid().notNull().default(ITEMS_ID),
    day: date({ mode: 'string' }).notNull(),
    slot: smallint().notNull(),
    created: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.day, table.slot] })],
)
