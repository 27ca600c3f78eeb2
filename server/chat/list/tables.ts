import { sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'

/** What somebody sorts conversations into. One folder of a name, whatever its capitals. */
export const chatFolders = pgTable(
  'chat_folders',
  {
    id: uuid().primaryKey(),
    ownerId: uuid().notNull(),
    name: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [uniqueIndex('chat_folders_name').on(table.ownerId, sql`lower(name)`), check('chat_folders_name_length', sql`length(name) between 1 and 100`)],
)
