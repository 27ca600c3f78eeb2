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
