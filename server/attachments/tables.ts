import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { chatMessages, chatSessions } from '../chat/tables.ts'
import { bytea, moment } from '../db/columns.ts'

/** Files of conversations. Until a question carries one, it belongs to nobody's conversation and is forgotten after some days. */
export const chatAttachments = pgTable(
  'chat_attachments',
  {
    id: uuid().primaryKey(),
    /** No foreign key, as everywhere for actors. */
    ownerId: uuid().notNull(),
    /** Of the conversation that it was sent in; it goes with it. */
    sessionId: uuid().references(() => chatSessions.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** Null until all of it is here. */
    kind: text({ enum: ['image', 'pdf', 'text'] }),
    mediaType: text(),
    /** Until all of it is here, what was set aside for it. */
    size: integer().notNull(),
    width: integer(),
    height: integer(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    // What a question points at, so that it can only be a file of its own conversation.
    unique('chat_attachments_of_session').on(table.id, table.sessionId),
    index('chat_attachments_owner').on(table.ownerId, table.createdAt),
    index('chat_attachments_session').on(table.sessionId),
    index('chat_attachments_unsent').on(table.createdAt).where(sql`session_id is null`),
    check(
      'chat_attachments_kind',
      sql`kind in ('image', 'pdf', 'text') and media_type is not null or kind is null and media_type is null and session_id is null`,
    ),
    check('chat_attachments_name_length', sql`length(name) between 1 and 150`),
    check('chat_attachments_size', sql`size > 0`),
  ],
)

/** Their content, piece by piece: nobody holds a whole file to store it or to give it out. */
export const chatAttachmentParts = pgTable(
  'chat_attachment_parts',
  {
    attachmentId: uuid()
      .notNull()
      .references(() => chatAttachments.id, { onDelete: 'cascade' }),
    /** Counted from 0. */
    position: integer().notNull(),
    bytes: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.attachmentId, table.position] })],
)

/** Which questions carry which files; an edited question carries those of the first again. */
export const chatMessageAttachments = pgTable(
  'chat_message_attachments',
  {
    messageId: uuid()
      .notNull()
      .references(() => chatMessages.id, { onDelete: 'cascade' }),
    sessionId: uuid().notNull(),
    attachmentId: uuid().notNull(),
    position: smallint().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.position] }),
    // Decides: a file of somebody else, of another conversation, or that is gone, cannot be sent.
    foreignKey({
      name: 'chat_message_attachments_file',
      columns: [table.attachmentId, table.sessionId],
      foreignColumns: [chatAttachments.id, chatAttachments.sessionId],
    }).onDelete('cascade'),
    index('chat_message_attachments_session').on(table.sessionId, table.messageId),
    index('chat_message_attachments_file').on(table.attachmentId, table.sessionId),
  ],
)
