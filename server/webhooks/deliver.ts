import { setTimeout as sleep } from 'node:timers/promises'
import { eq, isNotNull, lt, sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { WEBHOOK_FAILING_DAYS, WEBHOOK_LOG_DAYS } from '#shared/webhooks.ts'
import { actAs } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import type { Addresses } from './addresses.ts'
import { creatorMay, stopOrphans, stopWebhook } from './creator.ts'
import { HOLDING_WAITS, type WebhookLimits } from './limits.ts'
import { makeDeliveries } from './make-deliveries.ts'
import { Sealed, secretsOf } from './read-secrets.ts'
import { SendingEnded, type Sent, send } from './send.ts'
import { signedHeaders } from './sign.ts'
import { webhookAttempts, webhookDeliveries, webhooks } from './tables.ts'

/** Webhooks that one process sends for at once. */
const AT_ONCE = 8
/** Then it is somebody else's turn. */
const TURN_MS = 20_000
/** Longer than a delivery takes: whoever has said nothing for so long is gone. */
const LEASE_SECONDS = 20
/** How often changes are taken before something is sent again. */
const ROUNDS = 10
const FORGET_EVERY_MS = 3_600_000
/** After a look that failed. */
const TRY_AGAIN_MS = 2000

export type Delivering = { wake: () => void; close: () => Promise<void> }
type Deps = {
  db: Db
  kind: 'server' | 'embedded'
  secrets: Secrets
  addresses: Addresses
  limits: WebhookLimits
  logger: Pick<FastifyBaseLogger, 'warn' | 'error'>
}

const State = z.tuple([z.object({ changes: z.boolean(), orphans: z.boolean(), due: z.boolean() })])
const Next = z.array(z.object({ id: z.string(), url: z.string(), body: z.string(), failures: z.number(), ...Sealed.shape }))
type Next = z.infer<typeof Next>[number]

/** Of a webhook `w`: there is something to be sent, and nobody who sends it. */
const isDue = sql.raw(`w.enabled and (w.runner is null or w.busy_until < now()) and (w.held_until is null or w.held_until <= now())
  and exists (select from webhook_deliveries d where d.webhook_id = w.id and d.state = 'waiting' and d.next_at <= now())`)

/** Tells receivers what was changed, in each replica. What is to be sent stands in the database: a process that is killed loses nothing, and others go on. */
export function startDelivering({ db, kind, secrets, addresses, limits, logger }: Deps): Delivering {
  const runner = newId()
  const closing = new AbortController()
  const turns = new Set<Promise<void>>()
  let woken = Promise.withResolvers<void>()
  const wake = () => woken.resolve()

  async function look(): Promise<void> {
    const { rows } = await db.execute(sql`
      select exists (select from webhook_changes) as changes, exists (select from webhooks w where enabled and not ${creatorMay}) as orphans,
        exists (select from webhooks w where ${isDue}) as due`)
    const [{ changes, orphans, due }] = State.parse(rows)
    if (orphans) await stopOrphans(db)
    let more = changes
    for (let round = 0; more && round < ROUNDS && !closing.signal.aborted; round++) more = await makeDeliveries(db)
    if (more) wake()
    if (!due && !changes) return
    for (const id of await claim(db, runner, AT_ONCE - turns.size)) {
      const turn = work(id)
        .catch((error: unknown) => logger.error({ err: error, webhook_id: id }, 'A webhook could not be worked on.'))
        .finally(() => {
          turns.delete(turn)
          wake()
        })
      turns.add(turn)
    }
  }

  async function work(id: string): Promise<void> {
    const since = Date.now()
    try {
      for (let next = await takeNext(db, id, runner); next; next = await takeNext(db, id, runner)) {
        const sent = await tryOnce(id, next)
        await note(db, id, next, sent, limits.waitsMs)
        if (closing.signal.aborted || Date.now() - since > TURN_MS) break
      }
    } catch (error) {
      if (!(error instanceof SendingEnded)) throw error
    } finally {
      await db.execute(sql`update webhooks set runner = null, busy_until = now() where id = ${id}::uuid and runner = ${runner}::uuid`)
    }
  }

  async function tryOnce(webhookId: string, { id, url, body, ...sealed }: Next): Promise<Sent> {
    const known = secretsOf(secrets, webhookId, sealed)
    if (!known) return { at: Date.now(), durationMs: 0, status: null, error: 'secret', answer: '', retryAfterMs: 0 }
    const headers = signedHeaders(known, id, Math.floor(Date.now() / 1000), body)
    return await send(addresses, { url, headers, body }, limits.deadlineMs, closing.signal)
  }

  async function loop() {
    // Nobody else has the folder: whoever sent has gone.
    if (kind === 'embedded')
      await db
        .update(webhooks)
        .set({ runner: null })
        .where(isNotNull(webhooks.runner))
        .catch((error: unknown) => logger.warn({ err: error }, 'Webhooks were not looked after.'))
    await forget()
    while (!closing.signal.aborted) {
      let wait = limits.lookMs
      await look().catch((error: unknown) => {
        logger.warn({ err: error }, 'Webhooks were not looked after.')
        wait = TRY_AGAIN_MS
      })
      await Promise.race([woken.promise, sleep(wait, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)])
      woken = Promise.withResolvers<void>()
    }
    await Promise.all(turns)
  }
  const forget = () => forgetDeliveries(db).catch((error: unknown) => logger.warn({ err: error }, 'Old deliveries were not removed.'))
  const hourly = setInterval(() => void forget(), FORGET_EVERY_MS).unref()
  const running = loop()
  return {
    wake,
    async close() {
      closing.abort()
      clearInterval(hourly)
      wake()
      await running
    },
  }
}

/** Those that have waited longest for their turn. */
async function claim(db: Db, runner: string, most: number): Promise<string[]> {
  if (most <= 0) return []
  const { rows } = await db.execute(sql`
    update webhooks set runner = ${runner}::uuid, busy_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
    where id in (select id from webhooks w where ${isDue} order by busy_until nulls first limit ${most}::int for no key update skip locked)
    returning id`)
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id)
}

/** The first that is to be sent, as long as the webhook is this process's; says so anew. */
async function takeNext(db: Db, webhookId: string, runner: string): Promise<Next | undefined> {
  const { rows } = await db.execute(sql`
    with mine as (
      update webhooks w set busy_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      where id = ${webhookId}::uuid and runner = ${runner}::uuid and enabled and (held_until is null or held_until <= now()) and ${creatorMay}
      returning id, url, secret, case when previous_until > now() then previous_secret end as previous_secret)
    select d.id, d.body, d.failures, mine.url, mine.secret, mine.previous_secret
    from mine join webhook_deliveries d on d.webhook_id = mine.id and d.state = 'waiting' and d.next_at <= now()
    order by d.place limit 1`)
  return Next.parse(rows)[0]
}

/** What became of a try, and when the next one is. */
async function note(db: Db, webhookId: string, { id, failures: before }: Next, sent: Sent, waitsMs: readonly number[]): Promise<void> {
  const failures = sent.error === null ? 0 : before + 1
  const wait = failures === 0 ? undefined : waitsMs[failures - 1]
  const again = wait === undefined ? null : Math.max(wait * (0.8 + 0.4 * Math.random()), sent.retryAfterMs)
  const after = (ms: number) => sql`now() + ${ms}::double precision * interval '1 millisecond'`
  await db.transaction(async (tx) => {
    const [webhook] = await tx.select({ failingSince: webhooks.failingSince }).from(webhooks).where(eq(webhooks.id, webhookId)).for('no key update')
    const [kept] = await tx
      .update(webhookDeliveries)
      .set({
        state: sent.error === null ? 'delivered' : again === null || sent.status === 410 ? 'failed' : 'waiting',
        attempts: sql`attempts + 1`,
        failures,
        ...(again === null ? {} : { nextAt: after(again) }),
      })
      .where(eq(webhookDeliveries.id, id))
      .returning({ id: webhookDeliveries.id })
    // It was deleted meanwhile.
    if (!webhook || !kept) return
    const { status, durationMs, error, answer } = sent
    await tx.insert(webhookAttempts).values({ deliveryId: id, at: new Date(sent.at).toISOString(), status, durationMs, error, answer })
    if (error === null) {
      if (webhook.failingSince !== null) await tx.update(webhooks).set({ failingSince: null, heldUntil: null }).where(eq(webhooks.id, webhookId))
      return
    }
    const held = again !== null && (failures <= HOLDING_WAITS || sent.retryAfterMs > 0) ? after(again) : null
    await tx
      .update(webhooks)
      .set({ failingSince: webhook.failingSince ?? sql`now()`, heldUntil: held })
      .where(eq(webhooks.id, webhookId))
    const tooLong = webhook.failingSince !== null && Date.parse(toTimestamp(webhook.failingSince)) < Date.now() - WEBHOOK_FAILING_DAYS * 86_400_000
    if (status !== 410 && !tooLong) return
    await actAs(tx, { userId: null, source: 'system' })
    await stopWebhook(tx, webhookId, status === 410 ? 'gone' : 'failing')
  })
}

const forgetDeliveries = (db: Db) =>
  db.delete(webhookDeliveries).where(lt(webhookDeliveries.createdAt, sql`now() - make_interval(days => ${WEBHOOK_LOG_DAYS}::int)`))
