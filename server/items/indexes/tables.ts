import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

/** Fields that lists of long collections are sorted or filtered by: what an index is kept for. Which indexes there are the database itself knows. */
export const fieldDemands = pgTable(
  'field_demands',
  {
    collectionId: uuid().notNull(),
    fieldKey: text().notNull(),
    askedAt: moment().notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.fieldKey] }), index('field_demands_asked_at').on(table.askedAt)],
)
