import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import {
  type DeliveriesQuery,
  deliveryErrors,
  deliveryStates,
  type WebhookAttempt,
  type WebhookBody,
  type WebhookDelivery,
  type WebhookDeliveryDetails,
} from '#shared/webhooks.ts'
import { record } from '../audit/record.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import type { Addresses } from './addresses.ts'
import { findWebhook, requireReading } from './queries.ts'
import { Sealed, secretsOf } from './read-secrets.ts'
import { send } from './send.ts'
import { signedHeaders } from './sign.ts'
import { webhookAttempts, webhookDeliveries } from './tables.ts'

/** Of the log of one delivery. */
const LOG_MAX = 50

const moment = z.string().transform(toTimestamp)
const Attempt = z.object({ at: moment, status: z.number().nullable(), duration_ms: z.number(), error: z.enum(deliveryErrors).nullable(), answer: z.string() })
const Row = z.object({
  id: z.string(),
  type: z.string(),
  changes: z.number(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  created_at: moment,
  next_at: moment.nullable(),
  last_attempt: Attempt.nullable(),
})
const attempt = sql.raw(`jsonb_build_object('at', a.at::text, 'status', a.status, 'duration_ms', a.duration_ms, 'error', a.error, 'answer', a.answer)`)
const columns = sql`d.place, d.id, d.type, d.changes, d.state, d.attempts, d.created_at::text as created_at,
  case when d.state = 'waiting' then d.next_at::text end as next_at,
  (select ${attempt} from webhook_attempts a where a.delivery_id = d.id order by a.id desc limit 1) as last_attempt`
const Places = z.array(z.object({ place: z.coerce.string() }))

/** The newest first. @throws WEBHOOK_NOT_FOUND, FORBIDDEN */
export async function listDeliveries(
  db: Db,
  actor: Actor,
  webhookId: string,
  { state, limit, cursor }: DeliveriesQuery,
): Promise<{ deliveries: WebhookDelivery[]; next_cursor: string | null }> {
  requireReading(actor)
  await findWebhook(db, actor, webhookId)
  const { rows } = await db.execute(sql`
    select ${columns} from webhook_deliveries d
    where d.webhook_id = ${webhookId}::uuid and (${state ?? null}::text is null or d.state = ${state ?? null}::text)
      and (${cursor ?? null}::bigint is null or d.place < ${cursor ?? null}::bigint)
    order by d.place desc limit ${limit + 1}::int`)
  const found = rows.slice(0, limit)
  return { deliveries: z.array(Row).parse(found), next_cursor: rows.length > limit ? (Places.parse(found).at(-1)?.place ?? null) : null }
}

/** What was sent, and what came of it. @throws WEBHOOK_NOT_FOUND, WEBHOOK_DELIVERY_NOT_FOUND, FORBIDDEN */
export async function findDelivery(db: Db, actor: Actor, webhookId: string, id: string): Promise<WebhookDeliveryDetails> {
  requireReading(actor)
  await findWebhook(db, actor, webhookId)
  const { rows } = await db.execute(sql`
    select ${columns}, d.body,
      (select coalesce(jsonb_agg(${attempt} order by a.id desc), '[]') from (select * from webhook_attempts where delivery_id = d.id order by id desc limit ${LOG_MAX}) as a) as log
    from webhook_deliveries d where d.webhook_id = ${webhookId}::uuid and d.id = ${id}::uuid`)
  const [row] = z.array(Row.extend({ body: z.string(), log: z.array(Attempt) })).parse(rows)
  if (!row) throw appError('WEBHOOK_DELIVERY_NOT_FOUND')
  return row
}

/** It is sent again, at once and by the whole schedule, as it was. @throws WEBHOOK_NOT_FOUND, WEBHOOK_DELIVERY_NOT_FOUND, WEBHOOK_DISABLED, FORBIDDEN */
export async function replayDelivery(db: Db, actor: Actor, webhookId: string, id: string): Promise<WebhookDelivery> {
  requireReading(actor)
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select id from webhooks where id = ${webhookId}::uuid for no key update`)
    const { enabled } = await findWebhook(tx, actor, webhookId)
    const { rows } = await tx.execute(sql`
      update webhook_deliveries d set state = 'waiting', failures = 0, next_at = now() where d.webhook_id = ${webhookId}::uuid and d.id = ${id}::uuid returning ${columns}`)
    const [row] = z.array(Row).parse(rows)
    if (!row) throw appError('WEBHOOK_DELIVERY_NOT_FOUND')
    if (!enabled) throw appError('WEBHOOK_DISABLED')
    await tx.execute(sql`update webhooks set held_until = null where id = ${webhookId}::uuid`)
    await record(tx, {
      action: 'webhook.replay',
      actorId: actor.userId,
      source: actor.source,
      targetType: 'webhook',
      targetId: webhookId,
      detail: { delivery: id },
    })
    return row
  })
}

type Deps = { db: Db; secrets: Secrets; addresses: Addresses; deadlineMs: number }

/** Sends a ping now, also for one that is disabled, and says what came of it. @throws WEBHOOK_NOT_FOUND, also where it is deleted meanwhile */
export async function testWebhook({ db, secrets, addresses, deadlineMs }: Deps, actor: Actor, webhookId: string, signal: AbortSignal): Promise<WebhookAttempt> {
  const { url } = await findWebhook(db, actor, webhookId)
  const { rows } = await db.execute(
    sql`select secret, case when previous_until > now() then previous_secret end as previous_secret from webhooks where id = ${webhookId}::uuid`,
  )
  const [sealed] = z.array(Sealed).parse(rows)
  if (!sealed) throw appError('WEBHOOK_NOT_FOUND')
  const known = secretsOf(secrets, webhookId, sealed)
  const id = newId()
  const now = new Date()
  const ping: WebhookBody = { type: 'ping', timestamp: now.toISOString(), data: { webhook_id: webhookId } }
  const body = JSON.stringify(ping)
  const { at, status, durationMs, error, answer } = known
    ? await send(addresses, { url, headers: signedHeaders(known, id, Math.floor(now.getTime() / 1000), body), body }, deadlineMs, signal)
    : { at: now.getTime(), status: null, durationMs: 0, error: 'secret' as const, answer: '' }
  const tried = { at: new Date(at).toISOString(), status, duration_ms: durationMs, error, answer }
  await db.transaction(async (tx) => {
    const { rows: there } = await tx.execute(sql`select id from webhooks where id = ${webhookId}::uuid for key share`)
    if (there.length === 0) throw appError('WEBHOOK_NOT_FOUND')
    await tx.insert(webhookDeliveries).values({ id, webhookId, type: ping.type, changes: 0, body, state: error === null ? 'delivered' : 'failed', attempts: 1 })
    await tx.insert(webhookAttempts).values({ deliveryId: id, at: tried.at, status, durationMs, error, answer })
  })
  return tried
}
