import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** What people say of an item. What is told and audited of them is written by triggers (migrations/0037_comments.sql). */
export const itemComments = pgTable(
  'item_comments',
  {
    id: uuid().primaryKey(),
    /** No foreign key: an item whose making was undone comes back with its id, and with what was said of it. */
    itemId: uuid().notNull(),
    collectionId: uuid().notNull(),
    /** No foreign key, as everywhere for actors. */
    authorId: uuid().notNull(),
    body: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (table) => [
    // Those that were deleted too: what is said of a row that goes for good goes with it.
    index('item_comments_item').on(table.itemId, table.createdAt, table.id),
    check('item_comments_body', sql`length(body) between 1 and 4000`),
    check('item_comments_version', sql`version > 0`),
  ],
)
