import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Actor, can } from '#shared/permissions.ts'
import {
  type CreateWebhook,
  deliveryStates,
  type NewWebhook,
  type UpdateWebhook,
  WEBHOOK_ROLL_HOURS,
  WEBHOOKS_MAX,
  type Webhook,
  webhookEvents,
  webhookStops,
} from '#shared/webhooks.ts'
import { asActor } from '../audit/acting.ts'
import { record } from '../audit/record.ts'
import { findCollection } from '../collections/queries.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import type { Addresses } from './addresses.ts'
import { creatorMay } from './creator.ts'
import { newWebhookSecret, purposeOf } from './sign.ts'

const moment = z.string().transform(toTimestamp)
const Rows = z.array(
  z
    .object({
      id: z.string(),
      name: z.string(),
      url: z.string(),
      events: z.array(z.string()).transform((events) => webhookEvents.filter((event) => events.includes(event))),
      collections: z.array(z.string()).nullable(),
      enabled: z.boolean(),
      stopped: z.enum(webhookStops).nullable(),
      created_by: z.string(),
      created_by_name: z.string(),
      failing_since: moment.nullable(),
      previous_secret_until: moment.nullable(),
      waiting: z.number(),
      last_id: z.string().nullable(),
      last_state: z.enum(deliveryStates).nullable(),
      last_at: moment.nullable(),
      version: z.number(),
      created_at: moment,
      updated_at: moment,
    })
    .transform(
      ({ last_id: id, last_state: state, last_at: at, ...row }): Webhook => ({
        ...row,
        last_delivery: id !== null && state !== null && at !== null ? { id, state, at } : null,
      }),
    ),
)

/** Without the secrets: what is not listed never leaves. */
const select = sql.raw(`select w.id, w.name, w.url, to_jsonb(w.events) as events, w.enabled, w.stopped, w.created_by, u.name as created_by_name,
  case when w.collection_ids is not null then (select coalesce(jsonb_agg(c.slug order by c.slug), '[]') from collections c where c.id = any(w.collection_ids)) end as collections,
  w.failing_since::text as failing_since, case when w.previous_until > now() then w.previous_until::text end as previous_secret_until,
  (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting') as waiting,
  last.id as last_id, last.state as last_state, last.at as last_at, w.version, w.created_at::text as created_at, w.updated_at::text as updated_at
from webhooks w join users u on u.id = w.created_by
left join lateral (
  select d.id, d.state, (select max(a.at)::text from webhook_attempts a where a.delivery_id = d.id) as at
  from webhook_deliveries d where d.webhook_id = w.id and d.attempts > 0 order by d.place desc limit 1) as last on true`)

/** In the order in which they were made. */
export async function listWebhooks(db: Db, _actor: Actor): Promise<Webhook[]> {
  return Rows.parse((await db.execute(sql`${select} order by w.created_at, w.id`)).rows)
}

/** @throws WEBHOOK_NOT_FOUND */
export async function findWebhook(db: Db, _actor: Actor, id: string): Promise<Webhook> {
  const [webhook] = Rows.parse((await db.execute(sql`${select} where w.id = ${id}::uuid`)).rows)
  if (!webhook) throw appError('WEBHOOK_NOT_FOUND')
  return webhook
}

/** A receiver is told of items: who may not read them sets up none, and sees none of what was sent. @throws FORBIDDEN */
export function requireReading(actor: Actor) {
  if (!can(actor, 'items:read')) throw appError('FORBIDDEN')
}

const closed = {
  en: 'This address leads into a network that is not allowed (WEBHOOK_ALLOWED_HOSTS).',
  'zh-CN': '该地址位于不允许访问的网络中（WEBHOOK_ALLOWED_HOSTS）。',
}
function requireOpen(addresses: Addresses, url: string | undefined) {
  if (url !== undefined && addresses.isClosed(url)) throw appError('VALIDATION_FAILED', { details: [{ path: 'url', message: closed }] })
}

/** @throws COLLECTION_NOT_FOUND */
async function idsOf(tx: Db, actor: Actor, slugs: readonly string[] | null): Promise<string[] | null> {
  if (slugs === null) return null
  const ids: string[] = []
  for (const slug of slugs) ids.push((await findCollection(tx, actor, slug)).id)
  return ids
}
const array = (values: readonly string[] | null) => (values === null ? null : `{${values.join(',')}}`)

type Deps = { db: Db; secrets: Secrets; addresses: Addresses }

/** @returns with its secret, which is nowhere else @throws WEBHOOKS_FULL, COLLECTION_NOT_FOUND, VALIDATION_FAILED, FORBIDDEN */
export async function createWebhook({ db, secrets, addresses }: Deps, actor: Actor, given: CreateWebhook): Promise<NewWebhook> {
  requireReading(actor)
  requireOpen(addresses, given.url)
  return await asActor(db, actor, async (tx) => {
    // Two at a time would both find room for the last one.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('webhooks', 0))`)
    const { rows } = await tx.execute(sql`select count(*)::int as n from webhooks`)
    if (z.tuple([z.object({ n: z.number() })]).parse(rows)[0].n >= WEBHOOKS_MAX) throw appError('WEBHOOKS_FULL')
    const collections = await idsOf(tx, actor, given.collections)
    const id = newId()
    const secret = newWebhookSecret()
    await tx.execute(sql`
      insert into webhooks (id, name, url, events, collection_ids, enabled, secret, created_by)
      values (${id}::uuid, ${given.name}, ${given.url}, ${array(given.events)}::text[], ${array(collections)}::uuid[], ${given.enabled}::boolean,
        ${secrets.encrypt(secret, purposeOf(id))}, ${actor.userId}::uuid)`)
    return { webhook: await findWebhook(tx, actor, id), secret }
  })
}

/** Nobody else changes it, and nothing is sent for it, until this transaction ends. */
async function findToChange(tx: Db, actor: Actor, id: string, expected: number[] | null): Promise<Webhook> {
  await tx.execute(sql`select id from webhooks where id = ${id}::uuid for no key update`)
  const before = await findWebhook(tx, actor, id)
  if (expected && !expected.includes(before.version)) throw appError('PRECONDITION_FAILED', { current: before })
  return before
}

/**
 * Changes what is given. Whoever enables one whose creator may not do it any more takes it over.
 * @throws WEBHOOK_NOT_FOUND, COLLECTION_NOT_FOUND, VALIDATION_FAILED, FORBIDDEN; PRECONDITION_FAILED with the webhook as it is
 */
export async function updateWebhook(
  { db, addresses }: Omit<Deps, 'secrets'>,
  actor: Actor,
  id: string,
  change: UpdateWebhook,
  expected: number[] | null,
): Promise<Webhook> {
  requireReading(actor)
  requireOpen(addresses, change.url)
  return await asActor(db, actor, async (tx) => {
    const before = await findToChange(tx, actor, id, expected)
    const { name = before.name, url = before.url, events = before.events, enabled = before.enabled } = change
    const sets = change.collections === undefined ? sql`collection_ids` : sql`${array(await idsOf(tx, actor, change.collections))}::uuid[]`
    // Who enables it says that all is well again: what waits is sent at once.
    const begins = enabled && !before.enabled
    await tx.execute(sql`
      update webhooks w set name = ${name}, url = ${url}, events = ${array(events)}::text[], collection_ids = ${sets}, enabled = ${enabled}::boolean,
        stopped = case when ${enabled}::boolean then null else stopped end,
        failing_since = case when ${begins}::boolean then null else failing_since end,
        held_until = case when ${begins}::boolean then null else held_until end,
        created_by = case when ${begins}::boolean and not ${creatorMay} then ${actor.userId}::uuid else created_by end,
        version = version + 1, updated_at = now()
      where id = ${id}::uuid`)
    return await findWebhook(tx, actor, id)
  })
}

/** With all its deliveries. @throws WEBHOOK_NOT_FOUND; PRECONDITION_FAILED with the webhook as it is */
export async function deleteWebhook(db: Db, actor: Actor, id: string, expected: number[] | null): Promise<Webhook> {
  return await asActor(db, actor, async (tx) => {
    const before = await findToChange(tx, actor, id, expected)
    await tx.execute(sql`delete from webhooks where id = ${id}::uuid`)
    return before
  })
}

/** The one of now signs beside the new one for a day. @returns with the new secret, which is nowhere else @throws WEBHOOK_NOT_FOUND, FORBIDDEN */
export async function rollSecret({ db, secrets }: Omit<Deps, 'addresses'>, actor: Actor, id: string): Promise<NewWebhook> {
  requireReading(actor)
  return await asActor(db, actor, async (tx) => {
    await findToChange(tx, actor, id, null)
    const secret = newWebhookSecret()
    await tx.execute(sql`
      update webhooks set previous_secret = secret, previous_until = now() + make_interval(hours => ${WEBHOOK_ROLL_HOURS}::int),
        secret = ${secrets.encrypt(secret, purposeOf(id))}, version = version + 1, updated_at = now()
      where id = ${id}::uuid`)
    await record(tx, { action: 'webhook.roll', actorId: actor.userId, source: actor.source, targetType: 'webhook', targetId: id })
    return { webhook: await findWebhook(tx, actor, id), secret }
  })
}
