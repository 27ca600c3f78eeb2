import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** The collection of `/api/v1/items`; migrations/0022_collections.sql makes it. */
export const ITEMS_ID = '00000000-0000-7000-8000-000000000010'

/** What kinds of records there are. A collection and all its fields are one row: they change together, and are read together with every write. */
export const collections = pgTable(
  'collections',
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    description: text(),
    /** An array of Field, in their order. */
    fields: jsonb().notNull().default([]),
    /** As `fields`; items still hold their values, which nobody is shown. */
    deletedFields: jsonb().notNull().default([]),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (table) => [
    uniqueIndex('collections_slug').on(table.slug),
    check('collections_name_length', sql`length(name) between 1 and 100`),
    check('collections_slug_form', sql`slug ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(slug) <= 60`),
    check('collections_fields', sql`jsonb_typeof(fields) = 'array' and jsonb_typeof(deleted_fields) = 'array'`),
    check('collections_version', sql`version > 0`),
  ],
)
