import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** Ways to look at the rows of a collection, of one person's own and those that the workspace shares. */
export const views = pgTable(
  'views',
  {
    id: uuid().primaryKey(),
    /** No foreign key: collections are never taken away for good. */
    collectionId: uuid().notNull(),
    /** No foreign key, as everywhere for actors. */
    ownerId: uuid().notNull(),
    name: text().notNull(),
    /** ViewSettings. */
    settings: jsonb().notNull(),
    shared: boolean().notNull().default(false),
    isDefault: boolean().notNull().default(false),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (table) => [
    index('views_collection').on(table.collectionId, table.createdAt, table.id).where(sql`deleted_at is null`),
    uniqueIndex('views_default').on(table.collectionId).where(sql`is_default and deleted_at is null`),
    check('views_name_length', sql`length(name) between 1 and 100`),
    check('views_settings', sql`jsonb_typeof(settings) = 'object'`),
    check('views_default_shared', sql`shared or not is_default`),
    check('views_version', sql`version > 0`),
  ],
)
