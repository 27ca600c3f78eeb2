import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../db/columns.ts'

/** What names are sorted by; by bytes, for the same reasons as those of items. */
export const promptKey = sql`(pinyin_key(lower(name)) collate "C")`

/** Texts that people ask with again and again, their own and those that the workspace shares. */
export const prompts = pgTable(
  'prompts',
  {
    id: uuid().primaryKey(),
    /** No foreign key, as everywhere for actors. */
    ownerId: uuid().notNull(),
    name: text().notNull(),
    description: text().notNull().default(''),
    content: text().notNull(),
    variables: jsonb().notNull().default([]),
    shared: boolean().notNull().default(false),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('prompts_owner').on(table.ownerId, promptKey, table.id),
    index('prompts_shared').on(promptKey, table.id).where(sql`shared`),
    check('prompts_name_length', sql`length(name) between 1 and 100`),
    check('prompts_description_length', sql`length(description) <= 500`),
    check('prompts_content_length', sql`length(content) between 1 and 20000`),
    check('prompts_version', sql`version > 0`),
  ],
)

/** What a prompt was before, and is: each change leaves one. */
export const promptVersions = pgTable(
  'prompt_versions',
  {
    promptId: uuid()
      .notNull()
      .references(() => prompts.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    content: text().notNull(),
    variables: jsonb().notNull(),
    changedBy: uuid().notNull(),
    changedAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.promptId, table.version] })],
)
