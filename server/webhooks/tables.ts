import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { sources } from '#shared/permissions.ts'
import { deliveryErrors, deliveryStates, webhookStops } from '#shared/webhooks.ts'
import { users } from '../auth/tables.ts'
import { moment } from '../db/columns.ts'

const oneOf = (column: string, values: readonly string[]) => sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`)

/** Who is told of changes from outside. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    url: text().notNull(),
    events: text().array().notNull(),
    /** null for all. */
    collectionIds: uuid().array(),
    enabled: boolean().notNull(),
    stopped: text({ enum: webhookStops }),
    /** Encrypted, as the one before the last roll. */
    secret: text().notNull(),
    previousSecret: text(),
    previousUntil: moment(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    failingSince: moment(),
    /** Nothing is sent before: what was tried in vain is tried again first. */
    heldUntil: moment(),
    /** A process sends for it until then, unless it says so anew. */
    runner: uuid(),
    busyUntil: moment(),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  () => [
    check('webhooks_name_length', sql`length(name) between 1 and 100`),
    check('webhooks_url_length', sql`length(url) between 1 and 2000`),
    check('webhooks_stopped', oneOf('stopped', webhookStops)),
    check('webhooks_stopped_disabled', sql`stopped is null or not enabled`),
    check('webhooks_version', sql`version > 0`),
  ],
)

/**
 * What was changed and is not a delivery yet: written with the change by the triggers of the feed (migrations/0034_webhooks.sql and
 * 0040_webhooks_of_changes.sql) where a webhook may want it, at most a hundred changes in a row; taken away by make-deliveries.ts.
 */
export const webhookChanges = pgTable(
  'webhook_changes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment().notNull().default(sql`clock_timestamp()`),
    collectionId: uuid().notNull(),
    changeSetId: uuid(),
    actorId: uuid(),
    source: text({ enum: sources }).notNull(),
    /** Each with its id, its version and what became of it. */
    changes: jsonb().notNull(),
    /** Who was to be told when it was changed, whatever became of them since. */
    webhookIds: uuid().array().notNull().default(sql`'{}'`),
  },
  () => [check('webhook_changes_source', oneOf('source', sources))],
)

/** What is sent, and the log of it. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey(),
    /** Their order; one process at a time makes deliveries. */
    place: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    type: text().notNull(),
    changes: integer().notNull(),
    body: text().notNull(),
    state: text({ enum: deliveryStates }).notNull().default('waiting'),
    /** Tries in all. */
    attempts: integer().notNull().default(0),
    /** Failures of the present round: a replay begins a new one. */
    failures: integer().notNull().default(0),
    nextAt: moment().notNull().defaultNow(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('webhook_deliveries_place').on(table.webhookId, table.place),
    index('webhook_deliveries_state').on(table.webhookId, table.state, table.place),
    index('webhook_deliveries_waiting').on(table.webhookId, table.nextAt).where(sql`state = 'waiting'`),
    index('webhook_deliveries_created_at').on(table.createdAt),
    check('webhook_deliveries_state', oneOf('state', deliveryStates)),
  ],
)

export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    deliveryId: uuid()
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    at: moment().notNull(),
    status: integer(),
    durationMs: integer().notNull(),
    error: text({ enum: deliveryErrors }),
    answer: text().notNull(),
  },
  (table) => [index('webhook_attempts_delivery').on(table.deliveryId, table.id), check('webhook_attempts_error', oneOf('error', deliveryErrors))],
)
