import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, moment } from '../../db/columns.ts'

/** Files of items. Until an item holds one it is its uploader's alone, and forgotten after a day. */
export const itemFiles = pgTable(
  'item_files',
  {
    id: uuid().primaryKey(),
    /** No foreign key, as everywhere for actors. */
    ownerId: uuid().notNull(),
    name: text().notNull(),
    /** By its content; null until all of it is here. */
    mediaType: text(),
    /** Until all of it is here, what was set aside for it. */
    size: integer().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('item_files_owner').on(table.ownerId, table.createdAt),
    index('item_files_created_at').on(table.createdAt),
    check('item_files_name_length', sql`length(name) between 1 and 150`),
    check('item_files_size', sql`size > 0`),
  ],
)

/** Their content, piece by piece: nobody holds a whole file to store it or to give it out. */
export const itemFileParts = pgTable(
  'item_file_parts',
  {
    fileId: uuid()
      .notNull()
      .references(() => itemFiles.id, { onDelete: 'cascade' }),
    /** Counted from 0. */
    position: integer().notNull(),
    bytes: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.fileId, table.position] })],
)

/**
 * Which items hold a file, or have held it: their history and what is undone refer to it for as long as they are not deleted for good. Items are no foreign key: one
 * that was taken away by undoing comes back with its files.
 */
export const itemFileUses = pgTable(
  'item_file_uses',
  {
    itemId: uuid().notNull(),
    fileId: uuid()
      .notNull()
      .references(() => itemFiles.id),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.fileId] }), index('item_file_uses_file').on(table.fileId)],
)
