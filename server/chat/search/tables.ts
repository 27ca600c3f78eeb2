import { index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { moment, tsvector } from '../../db/columns.ts'
import { chatSessions } from '../tables.ts'

/**
 * What the search knows: a row for each finished message, and one for each title, whose id is the conversation's own. Apart from the
 * messages, so that what is written while an answer streams touches no index of words. `search` begins with the owner (see
 * chat_search_vector), so that the index looks for words of one person alone.
 */
export const chatSearch = pgTable(
  'chat_search',
  {
    id: uuid().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id, { onDelete: 'cascade' }),
    /** null for a title. No foreign key: a message goes with its conversation, and each one that goes would be looked for here. */
    messageId: uuid(),
    ownerId: uuid().notNull(),
    at: moment().notNull(),
    search: tsvector().notNull(),
  },
  (table) => [
    // Words wait in a list, and go into the index together, behind everybody's back (index-messages.ts): a tenth of the bytes that are
    // written for each message by itself. A search reads the list too, so it is kept short (in kB).
    index('chat_search_words').using('gin', table.search).with({ fastupdate: true, gin_pending_list_limit: 2048 }),
    index('chat_search_newest').on(table.ownerId, table.at, table.id),
    index('chat_search_session').on(table.sessionId),
  ],
)
