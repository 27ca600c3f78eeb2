import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { LiveChange } from '#shared/live.ts'
import { sources } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import type { Position } from './position.ts'
import { changeFeed, feedKinds } from './tables.ts'

/** Statements that are read at once; of more it is told that they are many. */
export const FEED_ROWS_MAX = 500

const Found = z.object({
  id: z.number(),
  xact: z.string().transform(BigInt),
  at: z.string().transform(toTimestamp),
  collection_id: z.string(),
  kind: z.enum(feedKinds),
  change_set_id: z.string().nullable(),
  actor_id: z.string().nullable(),
  source: z.enum(sources),
  count: z.number(),
  changes: z.array(z.object({ id: z.string(), version: z.number(), kind: LiveChange.shape.kind })).nullable(),
})
export type FeedRow = z.infer<typeof Found>
const Answer = z.tuple([
  z.object({
    at: z.coerce.number(),
    next: z.string().transform(BigInt),
    running: z.array(z.string().transform(BigInt)),
    found: z.array(Found),
  }),
])

/** Nothing was written by any of these. */
const NOTHING_YET = { next: 9_223_372_036_854_775_807n, running: [] }

/**
 * What was changed in collections since a position, and the position of now, both of one moment. What a transaction wrote that ended after others
 * is found whenever it ends: what was running is part of the position.
 * @param after null reads no changes
 * @returns `more`: there is too much to be told one by one
 */
export async function readFeed(
  db: Db,
  collections: readonly string[],
  after: Position | null,
): Promise<{ rows: FeedRow[]; more: boolean; position: Position }> {
  const { next, running } = after ?? NOTHING_YET
  const { rows } = await db.execute(sql`
    with seen as materialized (select pg_current_snapshot() as snapshot)
    select extract(epoch from clock_timestamp())::bigint as at, pg_snapshot_xmax(snapshot)::text as next,
      (select coalesce(jsonb_agg(xip::text), '[]') from pg_snapshot_xip(snapshot) as xip) as running,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'xact', xact::text, 'at', at::text, 'collection_id', collection_id, 'kind', kind,
          'change_set_id', change_set_id, 'actor_id', actor_id, 'source', source, 'count', count, 'changes', changes) order by id), '[]')
        from (select * from ${changeFeed} where collection_id = any(${`{${collections.join(',')}}`}::uuid[])
            and (xact >= ${String(next)}::text::xid8 or xact = any(${`{${running.join(',')}}`}::text[]::xid8[]))
          order by id limit ${FEED_ROWS_MAX + 1}) as wanted) as found
    from seen`)
  const [answer] = Answer.parse(rows)
  const position = { at: answer.at, next: answer.next, running: answer.running }
  return { rows: answer.found.slice(0, FEED_ROWS_MAX), more: answer.found.length > FEED_ROWS_MAX, position }
}

/** What nobody comes back for. */
export const forgetFeed = (db: Db, hours: number) => db.execute(sql`delete from ${changeFeed} where at < now() - make_interval(hours => ${hours}::int)`)
