import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'
import { chatFolders } from './list/tables.ts'

/** No foreign key, as everywhere for actors: each question would check it four times, and every writer lock the same row. */
const owner = () => uuid().notNull()

export const chatSessions = pgTable(
  'chat_sessions',
  {
    id: uuid().primaryKey(),
    ownerId: owner(),
    title: text().notNull(),
    model: text(),
    /** Also the position of the newest message: every question brings its answer in the same statement. */
    messageCount: integer().notNull().default(0),
    /** The message at which the branch ends that is shown, and that the next question goes on with. */
    headId: uuid(),
    /** The question whose answers stand side by side until one of them is kept. */
    comparingId: uuid(),
    /** What a person has chosen is never replaced by what a model thinks of. */
    titledBy: text({ enum: ['question', 'model', 'user'] })
      .notNull()
      .default('question'),
    /** Whether an answer ended that nobody has looked at. */
    unread: boolean().notNull().default(false),
    pinnedAt: moment(),
    archivedAt: moment(),
    /** Since when it is among the recently deleted; it goes for good CHAT_TRASH_DAYS later. */
    deletedAt: moment(),
    folderId: uuid().references(() => chatFolders.id, { onDelete: 'set null' }),
    /** Of one that came from a file: a digest of what it said, by which the same file changes nothing a second time. */
    importKey: text(),
    /** What it asks of its models: shared/chat-settings.ts. */
    settings: jsonb().notNull().default({}),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    // The order of the list: pinned ones first.
    index('chat_sessions_list')
      .on(table.ownerId, sql`(pinned_at is not null)`, table.updatedAt, table.id)
      .where(sql`archived_at is null and deleted_at is null`),
    index('chat_sessions_archived').on(table.ownerId, table.updatedAt, table.id).where(sql`archived_at is not null and deleted_at is null`),
    index('chat_sessions_deleted').on(table.ownerId, table.deletedAt, table.id).where(sql`deleted_at is not null`),
    index('chat_sessions_folder')
      .on(table.folderId, sql`(pinned_at is not null)`, table.updatedAt, table.id)
      .where(sql`folder_id is not null and archived_at is null and deleted_at is null`),
    index('chat_sessions_owner').on(table.ownerId, table.id),
    uniqueIndex('chat_sessions_import_key').on(table.ownerId, table.importKey).where(sql`import_key is not null`),
    check('chat_sessions_title_length', sql`length(title) between 1 and 200`),
    check('chat_sessions_titled_by', sql`titled_by in ('question', 'model', 'user')`),
  ],
)

export const chatMessages = pgTable(
  'chat_messages',
  {
    id: uuid().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id, { onDelete: 'cascade' }),
    ownerId: owner(),
    /** Counted from 1 within the conversation, in the order in which the messages came, whichever branch they are on. */
    position: integer().notNull(),
    /**
     * What this follows: the answer before a question, the question of an answer; null for a first question. Always of the same conversation, and
     * always older. No foreign key: the statements that write it have just read it, and messages go only with their conversation.
     */
    parentId: uuid(),
    /** The place within its branch, counted from 1. */
    depth: integer().notNull(),
    /** The nearest message before it whose depth is a multiple of 64: from there to the next, any place of a long branch is near (walk.ts). */
    waymarkId: uuid(),
    role: text({ enum: ['user', 'assistant'] }).notNull(),
    content: text().notNull(),
    reasoning: text(),
    reasoningMs: integer(),
    /** How many messages of its branch were not sent with the question. */
    leftOut: integer().notNull().default(0),
    /** How many were sent with their middle left out. */
    shortened: integer().notNull().default(0),
    /** How many files of earlier questions were not sent. */
    filesLeftOut: integer().notNull().default(0),
    status: text({ enum: ['running', 'complete', 'stopped', 'interrupted', 'failed'] }).notNull(),
    model: text(),
    sources: jsonb().notNull().default([]),
    usage: jsonb(),
    error: jsonb(),
    finishReason: text(),
    /** Whether the search knows it as it stands; search/index-messages.ts sees to it once it is finished. */
    indexed: boolean().notNull().default(false),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('chat_messages_unindexed').on(table.id).where(sql`not indexed and status <> 'running'`),
    uniqueIndex('chat_messages_position').on(table.sessionId, table.position),
    // What follows a message; first questions follow their conversation.
    index('chat_messages_siblings').on(sql`coalesce(parent_id, session_id)`, table.position),
    index('chat_messages_newest').on(table.ownerId, table.createdAt, table.id),
    check('chat_messages_role', sql`role in ('user', 'assistant')`),
    check('chat_messages_status', sql`status in ('running', 'complete', 'stopped', 'interrupted', 'failed')`),
    check('chat_messages_question', sql`role = 'assistant' or status = 'complete'`),
  ],
)

/** One answer being written, or written: who asked, how it stands, who may write. */
export const generations = pgTable(
  'generations',
  {
    id: uuid().primaryKey(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id, { onDelete: 'cascade' }),
    questionId: uuid()
      .notNull()
      .references(() => chatMessages.id, { onDelete: 'cascade' }),
    messageId: uuid()
      .notNull()
      .references(() => chatMessages.id, { onDelete: 'cascade' }),
    ownerId: owner(),
    model: text().notNull(),
    status: text({ enum: ['running', 'complete', 'stopped', 'interrupted', 'failed'] }).notNull(),
    /** The process that writes it. Its row in `generation_writers` is gone when its answers were taken away. */
    writerId: uuid().notNull(),
    /** 0 for an answer alone; those that are compared, which are written at the same time, have one each. */
    lane: smallint().notNull().default(0),
    stopRequested: boolean().notNull().default(false),
    idempotencyKey: text(),
    fingerprint: text(),
    /** In what order the parts came (`[["reasoning",120],["text",4000]]`): what positions of a reader that comes back late mean. */
    runs: jsonb(),
    createdAt: moment().notNull().defaultNow(),
    endedAt: moment(),
  },
  (table) => [
    uniqueIndex('generations_running').on(table.sessionId, table.lane).where(sql`status = 'running'`),
    uniqueIndex('generations_idempotency_key').on(table.ownerId, table.idempotencyKey).where(sql`idempotency_key is not null`),
    // A message that is continued has several, one after the other.
    index('generations_message').on(table.messageId),
    index('generations_question').on(table.questionId),
    index('generations_session').on(table.sessionId),
    check('generations_status', sql`status in ('running', 'complete', 'stopped', 'interrupted', 'failed')`),
    check('generations_idempotency_key_length', sql`length(idempotency_key) between 1 and 255`),
  ],
)

/** A process that writes answers, and when it last gave a sign of life. Who wants to write needs its row. */
export const generationWriters = pgTable('generation_writers', {
  id: uuid().primaryKey(),
  beatAt: moment().notNull().defaultNow(),
})

/**
 * What was said since the last row, only while the answer is being written: the finished message takes its place. No foreign key: each
 * row would lock, and write, the one that it names.
 */
export const generationEvents = pgTable(
  'generation_events',
  {
    generationId: uuid().notNull(),
    /** Where the last of the events ends. */
    position: integer().notNull(),
    events: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.generationId, table.position] })],
)

/** Settings that somebody keeps under a name. */
export const chatPresets = pgTable(
  'chat_presets',
  {
    id: uuid().primaryKey(),
    ownerId: owner(),
    name: text().notNull(),
    /** What new conversations begin with. */
    isDefault: boolean().notNull().default(false),
    model: text(),
    settings: jsonb().notNull(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('chat_presets_name').on(table.ownerId, sql`lower(name)`),
    uniqueIndex('chat_presets_default').on(table.ownerId).where(sql`is_default`),
    check('chat_presets_name_length', sql`length(name) between 1 and 60`),
  ],
)
