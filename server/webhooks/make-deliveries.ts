import { and, count, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import { type CollectionItem, Values } from '#shared/items.ts'
import { sources } from '#shared/permissions.ts'
import {
  WEBHOOK_CHANGES_MAX,
  WEBHOOK_ITEM_MAX,
  WEBHOOK_WAITING_MAX,
  type WebhookBody,
  type WebhookChange,
  type WebhookEvent,
  webhookEvents,
} from '#shared/webhooks.ts'
import { actAs } from '../audit/acting.ts'
import { findCollections } from '../collections/queries.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { computeStored } from '../items/formulas/compute.ts'
import { itemColumns, itemsOf } from '../items/queries.ts'
import { items } from '../items/tables.ts'
import { creatorMay, stopWebhook } from './creator.ts'
import { webhookChanges, webhookDeliveries } from './tables.ts'

/** Changes that are taken at once: with items of the greatest size some 20 MB. */
const AT_ONCE = 300
/** Characters of one body; an item more may be above it. */
const BODY_MAX = 256 * 1024

const kinds = { created: 'item.created', updated: 'item.updated', deleted: 'item.deleted', restored: 'item.restored' } as const
const Taken = z.array(
  z.object({
    id: z.coerce.number(),
    at: z.string().transform(toTimestamp),
    collection_id: z.string(),
    change_set_id: z.string().nullable(),
    actor_id: z.string().nullable(),
    source: z.enum(sources),
    changes: z.array(z.object({ id: z.string(), version: z.number(), kind: z.enum(['created', 'updated', 'deleted', 'restored']) })),
    webhook_ids: z.array(z.string()),
  }),
)
const Hooks = z.array(
  z.object({
    id: z.string(),
    // What a later version may tell is nothing to this one.
    events: z.array(z.string()).transform((events) => webhookEvents.filter((event) => events.includes(event))),
  }),
)
type Hook = z.infer<typeof Hooks>[number]
type Told = { type: WebhookEvent; collection: Collection; change: WebhookChange; webhookIds: ReadonlySet<string> }
type Batch = { type: WebhookEvent; collection: Collection; changes: WebhookChange[]; size: number }

/**
 * Makes deliveries of what was changed, in the order in which it was; one process at a time, so that their order is one. What is taken and what is made of
 * it are one transaction: whoever is killed in between has taken nothing.
 * @returns whether there may be more
 */
export async function makeDeliveries(db: Db): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const { rows: locks } = await tx.execute(sql`select pg_try_advisory_xact_lock(hashtextextended('webhook changes', 0)) as mine`)
    if (!z.tuple([z.object({ mine: z.boolean() })]).parse(locks)[0].mine) return false
    const { rows } = await tx.execute(sql`
      select id, at::text, collection_id, change_set_id, actor_id, source, changes, to_jsonb(webhook_ids) as webhook_ids
      from (select *, sum(jsonb_array_length(changes)) over (order by id) as so_far from (select * from webhook_changes order by id limit ${AT_ONCE}) as first) as counted
      where so_far <= ${AT_ONCE} order by id`)
    const taken = Taken.parse(rows)
    if (taken.length === 0) return false
    const hooks = Hooks.parse(
      (
        await tx.execute(
          // One that somebody has disabled since is still told of what was changed before; it waits.
          sql`select id, to_jsonb(events) as events from webhooks w where stopped is distinct from 'behind' and ${creatorMay} order by id`,
        )
      ).rows,
    )
    if (hooks.length > 0) {
      const told = await tell(tx, taken)
      await actAs(tx, { userId: null, source: 'system' })
      for (const hook of hooks) await deliverTo(tx, hook, told)
    }
    await tx.delete(webhookChanges).where(
      inArray(
        webhookChanges.id,
        taken.map(({ id }) => id),
      ),
    )
    return true
  })
}

async function deliverTo(tx: Db, hook: Hook, told: readonly Told[]) {
  const batches = batchesOf(told.filter(({ type, webhookIds }) => hook.events.includes(type) && webhookIds.has(hook.id)))
  if (batches.length === 0) return
  const [{ n } = { n: 0 }] = await tx
    .select({ n: count() })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.webhookId, hook.id), eq(webhookDeliveries.state, 'waiting')))
  if (n + batches.length > WEBHOOK_WAITING_MAX) {
    await stopWebhook(tx, hook.id, 'behind')
    return
  }
  const timestamp = new Date().toISOString()
  await tx.insert(webhookDeliveries).values(
    batches.map(({ type, collection, changes }) => {
      const body: WebhookBody = { type, timestamp, data: { webhook_id: hook.id, collection: collection.slug, changes } }
      return { id: newId(), webhookId: hook.id, type, changes: changes.length, body: JSON.stringify(body) }
    }),
  )
}

/** What follows each other and is of one kind goes together. */
function batchesOf(told: readonly Told[]): Batch[] {
  const batches: Batch[] = []
  for (const { type, collection, change } of told) {
    const size = JSON.stringify(change).length
    const last = batches.at(-1)
    const fits = last?.type === type && last.collection === collection && last.changes.length < WEBHOOK_CHANGES_MAX && last.size + size <= BODY_MAX
    if (fits) {
      last.changes.push(change)
      last.size += size
    } else batches.push({ type, collection, changes: [change], size })
  }
  return batches
}

/** With the items as they are now. */
async function tell(tx: Db, taken: z.infer<typeof Taken>): Promise<Told[]> {
  const collections = new Map((await findCollections(tx, [...new Set(taken.map((row) => row.collection_id))])).map((one) => [one.id, one]))
  const found = await readItems(tx, collections, [...new Set(taken.flatMap(({ changes }) => changes.map(({ id }) => id)))])
  return taken.flatMap((row) => {
    const collection = collections.get(row.collection_id)
    if (!collection) return []
    const webhookIds = new Set(row.webhook_ids)
    return row.changes.map(({ id, version, kind }) => {
      const item = found.get(id) ?? null
      const change: WebhookChange = {
        item_id: id,
        version,
        change_set_id: row.change_set_id,
        actor_id: row.actor_id,
        source: row.source,
        at: row.at,
        ...(item === 'too large' ? { item: null, left_out: 'too_large' as const } : { item }),
      }
      return { type: kinds[kind], collection, change, webhookIds }
    })
  })
}

/** Those in the trash too. Of one that is very large nothing is read. */
async function readItems(tx: Db, collections: ReadonlyMap<string, Collection>, ids: string[]): Promise<Map<string, CollectionItem | 'too large'>> {
  const isSmall = sql`coalesce(octet_length(${items.description}), 0) + octet_length(${items.values}::text) <= ${WEBHOOK_ITEM_MAX}`
  const rows = await tx
    .select({
      ...itemColumns,
      description: sql<string | null>`case when ${isSmall} then ${items.description} end`,
      collection_id: items.collectionId,
      values: sql`case when ${isSmall} then ${items.values} end`,
    })
    .from(items)
    .innerJoin(sql`unnest(string_to_array(${ids.join(',')}, ',')::uuid[]) as wanted (wanted_id)`, sql`${items.id} = wanted_id`)
  const computed = new Map<string, Values>()
  for (const [id, { fields }] of collections) {
    const its = rows.filter((row) => row.collection_id === id && row.values !== null)
    for (const [item, values] of await computeStored(
      tx,
      fields,
      its.map((row) => row.id),
    ))
      computed.set(item, values)
  }
  return new Map(
    rows.map((row): [string, CollectionItem | 'too large'] => {
      const collection = collections.get(row.collection_id)
      if (row.values === null || !collection) return [row.id, 'too large']
      return [row.id, itemsOf(collection).show({ ...row, values: { ...Values.parse(row.values), ...computed.get(row.id) } })]
    }),
  )
}
