import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** Figures of collections on the start page, the same for the whole workspace; what each says depends on who looks. */
export const tiles = pgTable(
  'dashboard_tiles',
  {
    id: uuid().primaryKey(),
    /** From the first on. */
    place: integer().notNull(),
    /** TileSettings. */
    settings: jsonb().notNull(),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    deletedAt: moment(),
  },
  (table) => [
    index('dashboard_tiles_place').on(table.place, table.id).where(sql`deleted_at is null`),
    check('dashboard_tiles_settings', sql`jsonb_typeof(settings) = 'object'`),
    check('dashboard_tiles_version', sql`version > 0`),
  ],
)
