import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { NewWebhookEnvelope, WebhookEnvelope } from '#shared/webhooks.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { type Receiver, startReceiver } from '../test/receive-webhooks.ts'

const WRITERS = 6
const EACH = 25
let app: TestApp
let replica: TestApp
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  app = await startApp({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }, {}, { webhookLimits: { lookMs: 5, waitsMs: [10] } })
  replica = await app.replica()
})
afterAll(async () => {
  await app.close()
  await receiver.close()
})

it('two replicas tell everything once, and each item in the order of its versions', { timeout: 120_000 }, async () => {
  const { webhook } = NewWebhookEnvelope.parse(
    (await app.api('POST', '/api/v1/webhooks', { name: 'both', url: receiver.url, events: ['item.created', 'item.updated'] })).body,
  ).data
  const told = () => receiver.told().flatMap(({ data }) => data.changes ?? [])
  const ids = await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const { api } = writer % 2 === 0 ? app : replica
      const made = JSON.stringify((await api('POST', '/api/v1/items', { name: `of ${writer}` })).body)
      const id = /"id":"([\w-]+)"/.exec(made)?.[1] ?? ''
      for (let n = 2; n <= EACH; n++) await api('PUT', `/api/v1/items/${id}`, { name: `of ${writer}, ${n}` })
      return id
    }),
  )
  await receiver.until(() => told().length >= WRITERS * EACH)
  await expect
    .poll(async () => WebhookEnvelope.parse((await replica.api('GET', `/api/v1/webhooks/${webhook.id}`)).body).data.waiting, { timeout: 20_000, interval: 20 })
    .toBe(0)
  const all = Array.from({ length: EACH }, (_, at) => at + 1)
  for (const id of ids)
    expect(
      told()
        .filter(({ item_id }) => item_id === id)
        .map(({ version }) => version),
    ).toEqual(all)
  const headers = receiver.received.map((one) => one.headers['webhook-id'])
  expect(new Set(headers).size).toBe(headers.length)
})

it('what was changed after its creator could not read any more is not told, however late anybody looks, and whoever enables the webhook', async () => {
  await app.api('POST', '/api/v1/roles', { slug: 'integrator', name: 'Integrator', permissions: ['items:read', 'webhooks:manage'] })
  const creator = await app.as('integrator')
  const { webhook } = NewWebhookEnvelope.parse(
    (await creator.api('POST', '/api/v1/webhooks', { name: 'left', url: receiver.url, events: ['item.created'] })).body,
  ).data
  const read = async () => WebhookEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${webhook.id}`)).body).data
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('webhook changes', 0))`)
    expect((await app.api('PATCH', `/api/v1/users/${creator.id}`, { status: 'disabled' })).status).toBe(200)
    await app.api('POST', '/api/v1/items', { name: 'nothing for them' })
    await expect.poll(async () => (await read()).stopped, { timeout: 20_000, interval: 20 }).toBe('creator')
    expect((await app.api('PUT', `/api/v1/webhooks/${webhook.id}`, { enabled: true })).status).toBe(200)
    await app.api('POST', '/api/v1/items', { name: 'for another' })
  })
  const told = () => receiver.told().flatMap(({ data }) => (data.webhook_id === webhook.id ? (data.changes ?? []) : []).map(({ item }) => item?.name))
  await receiver.until(() => told().length >= 1)
  expect(told()).toEqual(['for another'])
})

it('what was changed before a webhook was disabled is told, and what was changed while it was is not, however late anybody looks', async () => {
  const { webhook } = NewWebhookEnvelope.parse(
    (await app.api('POST', '/api/v1/webhooks', { name: 'late', url: receiver.url, events: ['item.created'] })).body,
  ).data
  const enable = async (enabled: boolean) => expect((await app.api('PUT', `/api/v1/webhooks/${webhook.id}`, { enabled })).status).toBe(200)
  // Nobody makes deliveries meanwhile.
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('webhook changes', 0))`)
    await app.api('POST', '/api/v1/items', { name: 'before' })
    await enable(false)
    await app.api('POST', '/api/v1/items', { name: 'meanwhile' })
    await enable(true)
    await app.api('POST', '/api/v1/items', { name: 'after' })
    await enable(false)
  })
  const told = () => receiver.told().flatMap(({ data }) => (data.webhook_id === webhook.id ? (data.changes ?? []) : []).map(({ item }) => item?.name))
  const waiting = async () => WebhookEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${webhook.id}`)).body).data.waiting
  await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBe(1)
  expect(told()).toEqual([])
  await enable(true)
  await receiver.until(() => told().length >= 2)
  expect(told()).toEqual(['before', 'after'])
})
