import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ItemEnvelope } from '#shared/items.ts'
import {
  NewWebhookEnvelope,
  WEBHOOK_WAITING_MAX,
  WebhookDeliveriesEnvelope,
  type WebhookDelivery,
  WebhookDeliveryDetailsEnvelope,
  WebhookDeliveryEnvelope,
  WebhookEnvelope,
} from '#shared/webhooks.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { answer, isSigned, type Receiver, startReceiver } from '../test/receive-webhooks.ts'

let app: TestApp
let receiver: Receiver
beforeAll(async () => {
  app = await startApp({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }, {}, { webhookLimits: { lookMs: 20, deadlineMs: 500, waitsMs: [10, 10, 10, 10] } })
})
afterAll(() => app.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
const made: string[] = []
afterEach(async () => {
  for (const id of made.splice(0)) await app.api('DELETE', `/api/v1/webhooks/${id}`)
  await receiver.close()
})

const everything = ['item.created', 'item.updated', 'item.deleted', 'item.restored']
async function create(given: Record<string, unknown> = {}) {
  const { webhook, secret } = NewWebhookEnvelope.parse(
    (await app.api('POST', '/api/v1/webhooks', { name: 'receiver', url: receiver.url, events: everything, ...given })).body,
  ).data
  made.push(webhook.id)
  return { id: webhook.id, secret }
}
const find = async (id: string) => WebhookEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${id}`)).body).data
const deliveriesOf = async (id: string, query = ''): Promise<WebhookDelivery[]> =>
  WebhookDeliveriesEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${id}/deliveries${query}`)).body).data.deliveries
const addItem = async (name: string) => ItemEnvelope.parse((await app.api('POST', '/api/v1/items', { name })).body).data
const ended = (id: string) => expect.poll(async () => (await deliveriesOf(id)).map(({ state }) => state), { timeout: 20_000, interval: 20 })

describe('a receiver', () => {
  it('is told what became of an item, signed, in order', async () => {
    const { id, secret } = await create()
    const item = await addItem('told')
    await app.api('PUT', `/api/v1/items/${item.id}`, { description: '第二版' })
    await app.api('DELETE', `/api/v1/items/${item.id}`)
    await app.api('POST', `/api/v1/items/${item.id}/restore`)
    await receiver.until(() => receiver.told().flatMap(({ data }) => data.changes ?? []).length === 4)
    expect(receiver.told().map(({ type, data }) => [type, data.collection, data.webhook_id, data.changes?.map(({ version }) => version)])).toEqual([
      ['item.created', 'items', id, [1]],
      ['item.updated', 'items', id, [2]],
      ['item.deleted', 'items', id, [3]],
      ['item.restored', 'items', id, [4]],
    ])
    const [first] = receiver.told()
    expect(first?.data.changes).toMatchObject([
      { item_id: item.id, actor_id: app.administrator.id, source: 'api', item: { id: item.id, name: 'told', values: {} } },
    ])
    for (const one of receiver.received) {
      expect(one.headers['content-type']).toBe('application/json')
      expect(Math.abs(Number(one.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60)
      expect([isSigned(one, secret), isSigned({ ...one, body: `${one.body} ` }, secret)]).toEqual([true, false])
    }
    await ended(id).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
    expect(await find(id)).toMatchObject({ waiting: 0, failing_since: null, last_delivery: { state: 'delivered' } })
  })

  it('is told once of what is deleted, and not when it goes for good', async () => {
    await create({ events: ['item.deleted'] })
    const [first, second] = [await addItem('first'), await addItem('second')]
    await app.api('DELETE', `/api/v1/items/${first.id}`)
    expect((await app.api('DELETE', `/api/v1/collections/items/trash/${first.id}`)).status).toBe(200)
    await app.api('DELETE', `/api/v1/items/${second.id}`)
    const told = () => receiver.told().flatMap(({ data }) => (data.changes ?? []).map(({ item_id }) => item_id))
    await receiver.until(() => told().includes(second.id))
    expect(told()).toEqual([first.id, second.id])
  })

  it('is told of the collections and the events that it asked for, and of nothing while it is disabled', async () => {
    const { slug } = CollectionEnvelope.parse((await app.api('POST', '/api/v1/collections', { name: 'Customers' })).body).data
    const { id } = await create({ collections: [slug], events: ['item.created'] })
    await addItem('of another collection')
    const path = `/api/v1/collections/${slug}/items`
    const { id: customer } = ItemEnvelope.parse((await app.api('POST', path, { name: 'wanted' })).body).data
    await app.api('PUT', `${path}/${customer}`, { name: 'not wanted' })
    await app.api('PUT', `/api/v1/webhooks/${id}`, { enabled: false })
    await app.api('POST', path, { name: 'while disabled' })
    await app.api('PUT', `/api/v1/webhooks/${id}`, { enabled: true })
    await app.api('POST', path, { name: 'the last' })
    await receiver.until(() => receiver.told().some(({ data }) => data.changes?.some(({ item }) => item?.name === 'the last')))
    expect(receiver.told().flatMap(({ type, data }) => (data.changes ?? []).map(({ version }) => [type, data.collection, version]))).toEqual([
      ['item.created', slug, 1],
      ['item.created', slug, 1],
    ])
  })

  it('that fails is tried again, under the same id and with the same body, before what comes after it', async () => {
    receiver.answerWith((response, _received, nth) => void response.writeHead(nth <= 2 ? 500 : 200).end(nth <= 2 ? `no\0 ${'x'.repeat(5000)}` : 'ok'))
    const { id } = await create()
    await addItem('first')
    await receiver.until((received) => received.length >= 1)
    await addItem('second')
    await ended(id).toEqual(['delivered', 'delivered'])
    const [one, again, third, next] = receiver.received
    expect([again?.headers['webhook-id'], third?.headers['webhook-id']]).toEqual([one?.headers['webhook-id'], one?.headers['webhook-id']])
    expect([again?.body, third?.body]).toEqual([one?.body, one?.body])
    expect(next?.headers['webhook-id']).not.toBe(one?.headers['webhook-id'])
    const delivery = (await deliveriesOf(id)).at(-1)
    expect(delivery).toMatchObject({
      id: one?.headers['webhook-id'],
      attempts: 3,
      changes: 1,
      next_at: null,
      last_attempt: { status: 200, error: null, answer: 'ok' },
    })
    const details = WebhookDeliveryDetailsEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${id}/deliveries/${delivery?.id}`)).body).data
    expect(details.body).toBe(one?.body)
    expect(details.log.map(({ status, error, answer: { length } }) => [status, error, length])).toEqual([
      [200, null, 2],
      [500, 'status', 1024],
      [500, 'status', 1024],
    ])
  })

  it('that goes on failing has failed after the last try, and can be told again', async () => {
    receiver.answerWith(answer(503))
    const { id } = await create()
    await addItem('failing')
    await ended(id).toEqual(['failed'])
    expect((await find(id)).failing_since).not.toBeNull()
    const [delivery] = await deliveriesOf(id, '?state=failed')
    expect(delivery).toMatchObject({ attempts: 5, last_attempt: { status: 503 } })
    receiver.answerWith(answer(204))
    const path = `/api/v1/webhooks/${id}/deliveries/${delivery?.id}/replay`
    expect(WebhookDeliveryEnvelope.parse((await app.api('POST', path)).body).data.state).toBe('waiting')
    await ended(id).toEqual(['delivered'])
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery?.id]))
    expect(await deliveriesOf(id, '?state=failed')).toEqual([])
    expect((await find(id)).failing_since).toBeNull()
    // Also what was delivered.
    await app.api('POST', path)
    await receiver.until((received) => received.length === 7)
  })

  it.each([
    ['does not answer in time', () => () => undefined, { status: null, error: 'timeout' }],
    ['sends elsewhere', () => answer(302, { Location: '/elsewhere' }), { status: 302, error: 'redirect' }],
    ['breaks the connection', () => (response: { destroy: () => unknown }) => void response.destroy(), { status: null, error: 'connection' }],
  ] as const)('that %s is not followed and has its reason in the log', async (_name, make, expected) => {
    receiver.answerWith(make())
    const { id } = await create()
    await addItem('tried')
    await expect.poll(async () => (await deliveriesOf(id))[0]?.last_attempt, { timeout: 20_000, interval: 20 }).toMatchObject(expected)
    expect(receiver.received.map(({ path }) => path)).not.toContain('/elsewhere')
  })

  it.each([
    ['seconds', () => '600'],
    ['a date', () => new Date(Date.now() + 600_000).toUTCString()],
  ])('that asks for a longer wait, by %s, is left alone as long', async (_name, header) => {
    receiver.answerWith((response) => void response.writeHead(429, { 'Retry-After': header() }).end())
    const { id } = await create()
    await addItem('later')
    await expect.poll(async () => (await deliveriesOf(id))[0]?.attempts, { timeout: 20_000, interval: 20 }).toBe(1)
    const [delivery] = await deliveriesOf(id)
    const wait = Date.parse(delivery?.next_at ?? '') - Date.parse(delivery?.last_attempt?.at ?? '')
    expect(wait).toBeGreaterThan(590_000)
    // Nothing else is sent meanwhile, unless somebody wants it.
    await addItem('behind it')
    await expect.poll(async () => (await find(id)).waiting, { timeout: 20_000, interval: 20 }).toBe(2)
    receiver.answerWith(answer(204))
    expect((await app.api('POST', `/api/v1/webhooks/${id}/deliveries/${delivery?.id}/replay`)).status).toBe(200)
    await ended(id).toEqual(['delivered', 'delivered'])
    expect(receiver.received).toHaveLength(3)
  })

  it('that has taken nothing for days is told nothing any more', async () => {
    receiver.answerWith(answer(500))
    const { id } = await create()
    await addItem('first')
    await ended(id).toEqual(['failed'])
    await app.database.db.execute(sql`update webhooks set failing_since = now() - interval '6 days' where id = ${id}::uuid`)
    await addItem('second')
    await expect.poll(async () => (await find(id)).stopped, { timeout: 20_000, interval: 20 }).toBe('failing')
    const { body } = await app.api('GET', `/api/v1/audit?limit=10&target_type=webhook&target_id=${id}`)
    expect(AuditPageEnvelope.parse(body).data.entries[0]).toMatchObject({
      action: 'webhook.update',
      actor_id: null,
      source: 'system',
      after: { enabled: false, stopped: 'failing' },
    })
  })

  it('that is too far behind is told nothing any more, and goes on with what waits', async () => {
    const { id } = await create({ enabled: false })
    await app.database.db.execute(sql`
      insert into webhook_deliveries (id, webhook_id, type, changes, body, next_at)
      select gen_random_uuid(), ${id}::uuid, 'item.created', 1, '{}', now() + interval '1 day' from generate_series(1, ${WEBHOOK_WAITING_MAX}::int)`)
    await app.api('PUT', `/api/v1/webhooks/${id}`, { enabled: true })
    await addItem('one too many')
    await expect.poll(async () => (await find(id)).stopped, { timeout: 20_000, interval: 20 }).toBe('behind')
    expect((await find(id)).waiting).toBe(WEBHOOK_WAITING_MAX)
  })

  it('that is gone is told nothing any more, until somebody enables it', async () => {
    receiver.answerWith(answer(410))
    const { id } = await create()
    await addItem('gone')
    await expect.poll(async () => (await find(id)).stopped, { timeout: 20_000, interval: 20 }).toBe('gone')
    expect(await find(id)).toMatchObject({ enabled: false, version: 2 })
    const [delivery] = await deliveriesOf(id)
    const replay = () => app.api('POST', `/api/v1/webhooks/${id}/deliveries/${delivery?.id}/replay`)
    expect(await replay()).toMatchObject({ status: 409, body: { error: { code: 'WEBHOOK_DISABLED' } } })
    expect((await deliveriesOf(id))[0]?.state).toBe('failed')
    receiver.answerWith(answer(200))
    expect(WebhookEnvelope.parse((await app.api('PUT', `/api/v1/webhooks/${id}`, { enabled: true })).body).data).toMatchObject({ enabled: true, stopped: null })
    expect((await replay()).status).toBe(200)
    await ended(id).toEqual(['delivered'])
  })

  it('is told of many changes together, in no more than a hundred', async () => {
    const { id } = await create()
    const create250 = { create: Array.from({ length: 250 }, (_, at) => ({ name: `row ${at}` })) }
    expect((await app.api('POST', '/api/v1/collections/items/items/bulk', create250)).status).toBe(200)
    await receiver.until(() => receiver.told().flatMap(({ data }) => data.changes ?? []).length >= 250)
    const told = receiver.told().map(({ data }) => data.changes ?? [])
    expect(told.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(new Set(told.flat().map(({ item_id }) => item_id)).size).toBe(250)
    expect(new Set(told.flat().map(({ change_set_id }) => change_set_id)).size).toBe(1)
    await ended(id).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('is told of a very large item without it', async () => {
    await create()
    await app.api('POST', '/api/v1/items', { name: 'large', description: '字'.repeat(50_000) })
    await receiver.until(() => receiver.told().length > 0)
    expect(receiver.told()[0]?.data.changes).toMatchObject([{ version: 1, item: null, left_out: 'too_large' }])
  })
})

describe('a secret', () => {
  it('that was rolled signs beside the new one', async () => {
    const { id, secret: before } = await create()
    const { secret, webhook } = NewWebhookEnvelope.parse((await app.api('POST', `/api/v1/webhooks/${id}/secret`)).body).data
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(secret).not.toBe(before)
    expect(webhook.previous_secret_until).not.toBeNull()
    await addItem('signed twice')
    await receiver.until((received) => received.length > 0)
    for (const one of receiver.received) expect([isSigned(one, secret), isSigned(one, before)]).toEqual([true, true])
  })

  it('is in no answer, no row and no entry of the audit', async () => {
    const { id, secret } = await create()
    const rolled = NewWebhookEnvelope.parse((await app.api('POST', `/api/v1/webhooks/${id}/secret`)).body).data.secret
    await app.api('POST', `/api/v1/webhooks/${id}/test`)
    const texts = [JSON.stringify((await app.database.db.execute('select * from webhooks')).rows)]
    for (const path of ['/api/v1/webhooks', `/api/v1/webhooks/${id}`, `/api/v1/webhooks/${id}/deliveries`, '/api/v1/audit?limit=200'])
      texts.push(JSON.stringify((await app.api('GET', path)).body))
    for (const text of texts) for (const one of [secret, rolled]) expect(text).not.toContain(one.slice(6, 40))
    expect(texts.at(-1)).toContain('webhook.roll')
    expect(texts.at(-1)).toContain('webhook.create')
  })
})
