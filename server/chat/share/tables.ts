import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../../db/columns.ts'
import { chatSessions } from '../tables.ts'

/** A link by which anybody reads a conversation as it was. Of its token only the hash is kept. */
export const chatShares = pgTable(
  'chat_shares',
  {
    id: uuid().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id, { onDelete: 'cascade' }),
    ownerId: uuid().notNull(),
    hash: text().notNull(),
    title: text().notNull(),
    messageCount: integer().notNull(),
    createdAt: moment().notNull().defaultNow(),
    /** When what it shows was taken. */
    takenAt: moment().notNull().defaultNow(),
    expiresAt: moment(),
    endedAt: moment(),
  },
  (table) => [
    uniqueIndex('chat_shares_hash').on(table.hash),
    index('chat_shares_session').on(table.sessionId),
    index('chat_shares_owner').on(table.ownerId, table.id),
    check('chat_shares_title_length', sql`length(title) between 1 and 200`),
  ],
)

/** What a link shows: copies, so that nothing that becomes of the conversation shows through. */
export const chatShareMessages = pgTable(
  'chat_share_messages',
  {
    shareId: uuid()
      .notNull()
      .references(() => chatShares.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    role: text({ enum: ['user', 'assistant'] }).notNull(),
    content: text().notNull(),
    /** Their names, kinds and sizes. */
    files: jsonb().notNull().default([]),
    model: text(),
    createdAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.shareId, table.position] }), check('chat_share_messages_role', sql`role in ('user', 'assistant')`)],
)
