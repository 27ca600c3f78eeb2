import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** What a provider's list of models was last, so that neither a restart nor a provider that is away empties it. */
export const modelCatalogues = pgTable('model_catalogues', {
  baseUrl: text().primaryKey(),
  models: jsonb().notNull(),
  fetchedAt: moment().notNull().defaultNow(),
})

/** Which models the workspace may ask; one row, there from the beginning. SUPPORTED_MODELS bounds it. */
export const modelPolicy = pgTable(
  'model_policy',
  {
    slot: smallint().primaryKey(),
    /** Empty for all. */
    allowed: text().array().notNull().default([]),
    /** null for DEFAULT_MODEL. */
    defaultModel: text(),
    version: integer().notNull().default(1),
    updatedAt: moment().notNull().defaultNow(),
  },
  () => [check('model_policy_slot', sql`slot = 1`), check('model_policy_version', sql`version > 0`)],
)

/** Models that somebody wants at hand. Not bound to the catalogue, from which models go and come back. */
export const modelFavourites = pgTable(
  'model_favourites',
  { ownerId: uuid().notNull(), model: text().notNull(), createdAt: moment().notNull().defaultNow() },
  (table) => [primaryKey({ columns: [table.ownerId, table.model] })],
)
