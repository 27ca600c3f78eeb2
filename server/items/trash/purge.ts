import { and, eq, gt, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import type { CollectionItem } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import type { EmptiedTrash, Trash } from '#shared/trash.ts'
import { type Acting, asActor } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { forgetUses } from '../files/hold-files.ts'
import { countAll } from '../page.ts'
import { columns, itemsOf } from '../queries.ts'
import { itemCounts, items } from '../tables.ts'

/** Rows that go in one transaction: about a tenth of a second, in which nothing waits for more than one of them. */
const PURGE_AT_ONCE = 200
/** Somebody who empties the trash waits no longer than this for an answer; what is left goes with the next request. */
const EMPTY_MS = 5000
/** Any number; the same in every version: one replica purges at a time. */
export const PURGE_LOCK = 7_204_854

/** What goes now leaves its name in the audit, and nothing that it could be made of anew. */
const asForGood = <T>(db: Db, acting: Acting, run: (tx: Db) => Promise<T>) =>
  asActor(db, acting, async (tx) => {
    await tx.execute(sql`select set_config('deskmate.for_good', 'yes', true)`)
    return await run(tx)
  })

const Ids = z.array(z.object({ id: z.string() }))

/** Those that were deleted first. What somebody is just restoring is left to them. */
async function purgeSome(tx: Db, collection: string, which: SQL): Promise<number> {
  const { rows } = await tx.execute(sql`
    delete from items where id in (
      select id from items where collection_id = ${collection}::uuid and deleted_at is not null and ${which}
      order by deleted_at limit ${PURGE_AT_ONCE}::int for update skip locked)
    returning id`)
  const ids = Ids.parse(rows).map((row) => row.id)
  await forgetUses(tx, ids)
  return ids.length
}

/** @param days how long a row is kept; 0 until somebody deletes it for good */
export async function findTrash(db: Db, _actor: Actor, { id }: Pick<Collection, 'id'>, days: number): Promise<Trash> {
  return { count: await countAll(db, id, true), retention_days: days === 0 ? null : days }
}

/** Only what is in the trash. @throws ITEM_NOT_FOUND */
export async function purgeItem(db: Db, actor: Actor, collection: Collection, id: string): Promise<CollectionItem> {
  return await asForGood(db, actor, async (tx) => {
    const [row] = await tx
      .delete(items)
      .where(and(eq(items.id, id), eq(items.collectionId, collection.id), isNotNull(items.deletedAt)))
      .returning(columns)
    if (!row) throw appError('ITEM_NOT_FOUND')
    await forgetUses(tx, [row.id])
    return itemsOf(collection).show(row)
  })
}

const Moment = z.tuple([z.object({ now: z.string() })])

/** All that is in the trash, or as much as there is time for; not what comes there meanwhile. @throws BULK_COUNT_CHANGED with how many there are */
export async function emptyTrash(db: Db, actor: Actor, { id }: Pick<Collection, 'id'>, expected: number): Promise<EmptiedTrash> {
  const until = performance.now() + EMPTY_MS
  const [{ now }] = Moment.parse((await db.execute(sql`select now()::text as now`)).rows)
  const count = await countAll(db, id, true)
  if (count !== expected) throw appError('BULK_COUNT_CHANGED', { current: { count, is_exact: true } })
  let purged = 0
  for (;;) {
    const n = await asForGood(db, actor, (tx) => purgeSome(tx, id, sql`deleted_at <= ${now}::timestamptz`))
    purged += n
    if (n < PURGE_AT_ONCE || performance.now() > until) return { purged, remaining: await countAll(db, id, true) }
  }
}

/**
 * What was deleted longer ago than it is kept, of every collection.
 * @param signal ends it after the rows that are going
 * @returns how many went; none where another replica is at it
 */
export async function purgeOld(db: Db, days: number, signal?: AbortSignal): Promise<number> {
  const found = await db
    .select({ id: itemCounts.collectionId })
    .from(itemCounts)
    .groupBy(itemCounts.collectionId)
    .having(gt(sql`sum(${itemCounts.trashed})`, 0))
  let purged = 0
  for (const { id } of found) {
    for (;;) {
      if (signal?.aborted) return purged
      const n = await asForGood(db, { userId: null, source: 'system' }, async (tx) => {
        const [{ mine }] = Mine.parse((await tx.execute(sql`select pg_try_advisory_xact_lock(${PURGE_LOCK}) as mine`)).rows)
        return mine ? await purgeSome(tx, id, lte(items.deletedAt, sql`now() - make_interval(days => ${days}::int)`)) : 0
      })
      purged += n
      if (n < PURGE_AT_ONCE) break
    }
  }
  return purged
}
const Mine = z.tuple([z.object({ mine: z.boolean() })])
