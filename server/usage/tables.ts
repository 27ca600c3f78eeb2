import { sql } from 'drizzle-orm'
import { check, date, index, integer, numeric, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { callStates, purposes } from '#shared/usage.ts'
import { moment } from '../db/columns.ts'

const oneOf = (column: string, values: readonly string[]) => sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`)

/**
 * The ledger: a row for each call to the model provider. Money is US dollars as `numeric`, prices are for one token. No foreign
 * keys: what was paid stays when a conversation, a key or an account goes.
 */
export const modelCalls = pgTable(
  'model_calls',
  {
    id: uuid().primaryKey(),
    at: moment().notNull().defaultNow(),
    userId: uuid().notNull(),
    apiKeyId: uuid(),
    sessionId: uuid(),
    messageId: uuid(),
    /** Of ours: the answer that the call was made for. */
    generationId: uuid(),
    purpose: text({ enum: purposes }).notNull(),
    modelAsked: text().notNull(),
    modelAnswered: text(),
    promptTokens: integer(),
    completionTokens: integer(),
    cachedTokens: integer(),
    /** As they were when the call was made; null where they are not known. */
    promptPrice: numeric(),
    completionPrice: numeric(),
    cachedPrice: numeric(),
    /** What was set aside before the call; null for who has no budget. */
    reserved: numeric(),
    /** What the provider charged, or what it should have; null while that is not known. */
    cost: numeric(),
    /** What counts against budgets now: the cost, until there is one what was set aside. usage_days is kept in step with it. */
    amount: numeric().notNull().default('0'),
    state: text({ enum: callStates }).notNull(),
    /** What the provider calls it: by this it is asked what the call cost. */
    providerId: text(),
    /** While it is under way: when the process that makes it was last seen. */
    aliveAt: moment().notNull().defaultNow(),
    /** When the provider is asked next; null where it is not. */
    checkAt: moment(),
    tries: integer().notNull().default(0),
  },
  (table) => [
    index('model_calls_user').on(table.userId, table.at),
    index('model_calls_at').on(table.at),
    index('model_calls_session').on(table.sessionId, table.at),
    // Not by when they were seen: a sign of life is then written in the row's page alone.
    index('model_calls_open').on(table.id).where(sql`state = 'reserved'`),
    index('model_calls_check').on(table.checkAt).where(sql`check_at is not null`),
    check('model_calls_state', oneOf('state', callStates)),
    check('model_calls_purpose', oneOf('purpose', purposes)),
    check('model_calls_settled', sql`state not in ('settled', 'estimated') or cost is not null`),
    check('model_calls_checked', sql`check_at is null or (state = 'unknown' and provider_id is not null)`),
  ],
)

/** What each person's calls of a day (UTC) come to, kept by triggers in parts: connections that write at once meet in no row. */
export const usageDays = pgTable(
  'usage_days',
  { userId: uuid().notNull(), day: date({ mode: 'string' }).notNull(), part: smallint().notNull(), amount: numeric().notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.day, table.part] })],
)

/** What may be spent in a day and in a month; null for no limit. `role:editor` is for each person of the role, `user:…` for one, `own:…` is that person's own. */
export const budgets = pgTable(
  'budgets',
  { subject: text().primaryKey(), day: numeric(), month: numeric(), updatedAt: moment().notNull().defaultNow() },
  () => [
    check('budgets_subject', sql`subject ~ '^(role|user|own):.'`),
    check('budgets_amounts', sql`day >= 0 and month >= 0`),
    check('budgets_some', sql`day is not null or month is not null`),
  ],
)
