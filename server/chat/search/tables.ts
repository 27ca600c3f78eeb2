import { index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, moment } from '../../db/columns.ts'
import { chatSessions } from '../tables.ts'

/** Of a message, in characters; a question has no more. */
export const SEARCHED_CHARS = 100_000

/**
 * What the search knows of each finished message: whose it is, when it was, and which words it may hold (signature.ts). Apart from the
 * messages, so that a search reads this alone, from one person's newest message backwards.
 */
export const chatSearch = pgTable(
  'chat_search',
  {
    /** No foreign key: a message goes with its conversation, and each one that goes would be looked for here. */
    messageId: uuid().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id, { onDelete: 'cascade' }),
    ownerId: uuid().notNull(),
    at: moment().notNull(),
    signature: bytea().notNull(),
  },
  (table) => [index('chat_search_newest').on(table.ownerId, table.at, table.messageId), index('chat_search_session').on(table.sessionId)],
)
