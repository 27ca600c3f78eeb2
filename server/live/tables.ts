import { sql } from 'drizzle-orm'
import { bigint, check, customType, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { sources } from '#shared/permissions.ts'
import { moment } from '../db/columns.ts'

const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

/** Of a row of the feed: items of a collection, what is said of them, or the collection itself with its fields. */
export const feedKinds = ['items', 'collection', 'comments'] as const

/**
 * What changed, for whoever follows: a row for each statement and collection, written by triggers (migrations/0029_change_feed.sql, 0037_comments.sql), so that no way of
 * writing goes around it. Kept for a day. `xact` and not `id` is its place: transactions end in another order than they begin in (read-feed.ts).
 */
export const changeFeed = pgTable(
  'change_feed',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    xact: xid8().notNull().default(sql`pg_current_xact_id()`),
    at: moment().notNull().default(sql`clock_timestamp()`),
    collectionId: uuid().notNull(),
    kind: text({ enum: feedKinds }).notNull(),
    changeSetId: uuid(),
    actorId: uuid(),
    source: text({ enum: sources }).notNull(),
    /** How many items. */
    count: integer().notNull(),
    /** Each with its id, its version and what became of it; null where there are too many. */
    changes: jsonb(),
  },
  (table) => [
    index('change_feed_collection').on(table.collectionId, table.xact),
    check('change_feed_kind', sql.raw(`kind in (${feedKinds.map((kind) => `'${kind}'`).join(', ')})`)),
    check('change_feed_source', sql.raw(`source in (${sources.map((source) => `'${source}'`).join(', ')})`)),
  ],
)
