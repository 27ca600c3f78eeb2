import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { NewWebhookEnvelope, WEBHOOKS_MAX, WebhookAttemptEnvelope, WebhookDeliveriesEnvelope, WebhookEnvelope, WebhooksEnvelope } from '#shared/webhooks.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { answer, isSigned, type Receiver, startReceiver } from '../test/receive-webhooks.ts'

let app: TestApp
let receiver: Receiver
beforeAll(async () => {
  app = await startApp({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }, {}, { webhookLimits: { lookMs: 20, deadlineMs: 500, waitsMs: [10] } })
})
afterAll(() => app.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  const { webhooks } = WebhooksEnvelope.parse((await app.api('GET', '/api/v1/webhooks')).body).data
  for (const { id } of webhooks) await app.api('DELETE', `/api/v1/webhooks/${id}`)
  await receiver.close()
})

const given = () => ({ name: '收件方', url: receiver.url, events: ['item.created'] })
const create = async (more: Record<string, unknown> = {}, api = app.api) =>
  NewWebhookEnvelope.parse((await api('POST', '/api/v1/webhooks', { ...given(), ...more })).body).data

const wrong: [string, Record<string, unknown>][] = [
  ['an address that is none', { url: 'nothing' }],
  ['another protocol', { url: 'file:///etc/passwd' }],
  ['a password in the address', { url: 'https://me:secret@example.com/' }],
  ['no event', { events: [] }],
  ['an event twice', { events: ['item.created', 'item.created'] }],
  ['an unknown event', { events: ['item.read'] }],
  ['a secret of one’s own', { secret: 'whsec_x' }],
  ['a name of spaces', { name: ' ' }],
  ...[
    'http://localhost/',
    'http://127.0.0.2/',
    'http://0.0.0.0/',
    'http://0/',
    'http://2130706434/',
    'http://0x7f000002/',
    'http://0177.0.0.2/',
    'http://127.2/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.100.100.200/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.2]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:7f00:1::]/',
    'http://localhost./',
    'http://x.localhost/',
  ].map((url): [string, Record<string, unknown>] => [url, { url }]),
]

describe('a webhook', () => {
  it('is made, listed, changed with its version, and deleted', async () => {
    const made = await app.api('POST', '/api/v1/webhooks', given())
    const { webhook, secret } = NewWebhookEnvelope.parse(made.body).data
    expect(made.status).toBe(201)
    expect(made.headers.get('Location')).toBe(`/api/v1/webhooks/${webhook.id}`)
    expect(secret).toMatch(/^whsec_/)
    expect(webhook).toMatchObject({
      ...given(),
      collections: null,
      enabled: true,
      stopped: null,
      created_by: app.administrator.id,
      created_by_name: 'Admin',
      waiting: 0,
    })
    const path = `/api/v1/webhooks/${webhook.id}`
    const seen = await app.api('GET', path)
    expect(WebhookEnvelope.parse(seen.body).data).toEqual(webhook)
    const tag = seen.headers.get('ETag') ?? ''
    expect((await app.api('GET', path, undefined, { 'If-None-Match': tag })).status).toBe(304)
    const changed = await app.api('PUT', path, { name: 'other', collections: ['items'] }, { 'If-Match': tag })
    expect(WebhookEnvelope.parse(changed.body).data).toMatchObject({ name: 'other', url: receiver.url, collections: ['items'], version: 2 })
    const late = await app.api('PUT', path, { name: 'too late' }, { 'If-Match': tag })
    expect(late).toMatchObject({ status: 412, body: { error: { current: { name: 'other', version: 2 } } } })
    expect((await app.api('DELETE', path, undefined, { 'If-Match': tag })).status).toBe(412)
    expect((await app.api('DELETE', path)).status).toBe(200)
    for (const [method, end] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/secret'],
      ['GET', '/deliveries'],
      ['GET', `/deliveries/${webhook.id}`],
      ['POST', `/deliveries/${webhook.id}/replay`],
    ] as const)
      expect([end, await app.api(method, `${path}${end}`)]).toMatchObject([end, { status: 404, body: { error: { code: 'WEBHOOK_NOT_FOUND' } } }])
  })

  it.each(wrong)('cannot have %s', async (_name, change) => {
    const refused = await app.api('POST', '/api/v1/webhooks', { ...given(), ...change })
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code: 'VALIDATION_FAILED', details: [{ path: expect.stringMatching(/^(url|events|secret|name)/) }] } },
    })
  })

  it('names collections that are there, and there are so many and no more', async () => {
    expect(await app.api('POST', '/api/v1/webhooks', { ...given(), collections: ['nowhere'] })).toMatchObject({
      status: 404,
      body: { error: { code: 'COLLECTION_NOT_FOUND' } },
    })
    const make = async () => (await app.api('POST', '/api/v1/webhooks', given())).status
    for (let n = 0; n < WEBHOOKS_MAX - 4; n++) expect(await make()).toBe(201)
    expect((await Promise.all(Array.from({ length: 6 }, make))).toSorted((a, b) => a - b)).toEqual([201, 201, 201, 201, 409, 409])
  })
})

describe('a test', () => {
  it('sends a signed ping now, says what came of it, and is in the log', async () => {
    const { webhook, secret } = await create({ enabled: false })
    receiver.answerWith(answer(202, {}, 'thank you'))
    const path = `/api/v1/webhooks/${webhook.id}`
    const tried = WebhookAttemptEnvelope.parse((await app.api('POST', `${path}/test`)).body).data
    expect(tried).toMatchObject({ status: 202, error: null, answer: 'thank you' })
    const [ping] = receiver.received
    expect(ping && [JSON.parse(ping.body), isSigned(ping, secret)]).toMatchObject([{ type: 'ping', data: { webhook_id: webhook.id } }, true])
    receiver.answerWith(answer(500))
    expect(WebhookAttemptEnvelope.parse((await app.api('POST', `${path}/test`)).body).data).toMatchObject({ status: 500, error: 'status' })
    const first = WebhookDeliveriesEnvelope.parse((await app.api('GET', `${path}/deliveries?limit=1`)).body).data
    expect(first.deliveries).toMatchObject([{ type: 'ping', changes: 0, state: 'failed', attempts: 1, next_at: null }])
    const second = WebhookDeliveriesEnvelope.parse((await app.api('GET', `${path}/deliveries?limit=1&cursor=${first.next_cursor}`)).body).data
    expect([second.deliveries.map(({ state }) => state), second.next_cursor]).toEqual([['delivered'], null])
  })

  it('of a webhook that is deleted meanwhile answers that there is none', async () => {
    const { webhook } = await create()
    const path = `/api/v1/webhooks/${webhook.id}`
    receiver.answerWith((response) => {
      void app.api('DELETE', path).then(() => response.writeHead(200).end())
    })
    expect(await app.api('POST', `${path}/test`)).toMatchObject({ status: 404, body: { error: { code: 'WEBHOOK_NOT_FOUND' } } })
  })
})

describe('who made it', () => {
  const roleOf = async (permissions: string[], slug: string) => {
    expect((await app.api('POST', '/api/v1/roles', { slug, name: slug, permissions })).status).toBe(201)
    return await app.as(slug)
  }
  const stoppedOf = async (id: string) => WebhookEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${id}`)).body).data.stopped

  it('may read what it tells', async () => {
    const manager = await roleOf(['webhooks:manage'], 'only-webhooks')
    expect((await manager.api('POST', '/api/v1/webhooks', given())).status).toBe(403)
    const { webhook } = await create()
    const path = `/api/v1/webhooks/${webhook.id}`
    expect((await manager.api('GET', path)).status).toBe(200)
    for (const [method, end, body] of [
      ['PUT', '', { url: receiver.url }],
      ['POST', '/secret'],
      ['GET', '/deliveries'],
    ] as const)
      expect([end, (await manager.api(method, `${path}${end}`, body)).status]).toEqual([end, 403])
    const { secret } = NewApiKeyEnvelope.parse(
      (await app.api('POST', '/api/v1/api-keys', { name: 'k', scopes: ['webhooks:manage'], expires_in_days: 1 })).body,
    ).data
    expect((await app.anonymous('POST', '/api/v1/webhooks', given(), { Authorization: `Bearer ${secret}` })).status).toBe(403)
  })

  it('and may not any more: it stops and says why, and whoever enables it takes it over', async () => {
    const creator = await roleOf(['webhooks:manage', 'items:read', 'items:write'], 'integrator')
    const { webhook } = await create({}, creator.api)
    await creator.api('POST', '/api/v1/items', { name: 'while they may' })
    await receiver.until((received) => received.length === 1)
    expect((await app.api('PATCH', `/api/v1/users/${creator.id}`, { status: 'disabled' })).status).toBe(200)
    await app.api('POST', '/api/v1/items', { name: 'nothing for them' })
    await expect.poll(() => stoppedOf(webhook.id), { timeout: 20_000, interval: 20 }).toBe('creator')
    await app.api('PUT', `/api/v1/webhooks/${webhook.id}`, { enabled: true })
    await app.api('POST', '/api/v1/items', { name: 'for another' })
    await receiver.until((received) => received.length === 2)
    expect(receiver.told().flatMap(({ data }) => data.changes?.map(({ item }) => item?.name))).toEqual(['while they may', 'for another'])
    expect(WebhookEnvelope.parse((await app.api('GET', `/api/v1/webhooks/${webhook.id}`)).body).data).toMatchObject({
      created_by: app.administrator.id,
      stopped: null,
    })
  })

  it('and lost a permission: the same', async () => {
    const creator = await roleOf(['webhooks:manage', 'items:read'], 'reader-of-hooks')
    const { webhook } = await create({}, creator.api)
    expect((await app.api('PATCH', '/api/v1/roles/reader-of-hooks', { permissions: ['webhooks:manage'] })).status).toBe(200)
    await expect.poll(() => stoppedOf(webhook.id), { timeout: 20_000, interval: 20 }).toBe('creator')
  })
})
