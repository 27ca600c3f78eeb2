import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { NewWebhookEnvelope } from '#shared/webhooks.ts'
import { type Program, startProgram } from '../../e2e/program.ts'
import { fetchSigned } from '../test/credentials.ts'
import { copyEmbedded, copyServer } from '../test/databases.ts'
import { onServer } from '../test/harness.ts'
import { answer, type Receiver, startReceiver } from '../test/receive-webhooks.ts'

const ROWS = 1000
const TIMES = 2
let program: Program | undefined
let receiver: Receiver
let settings: Record<string, string> = {}
let remove: () => Promise<void> | void
beforeAll(async () => {
  const copy = onServer ? await copyServer(inject('serverUrl')) : copyEmbedded(inject('embeddedTemplate'))
  settings = { ...('url' in copy ? { DATABASE_URL: copy.url } : { DATA_DIR: copy.folder }), WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }
  remove = copy.remove
  receiver = await startReceiver()
})
afterAll(async () => {
  await program?.end('SIGKILL')
  await receiver.close()
  await remove()
})

async function post(path: string, body: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetchSigned(`${program?.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  return await response.json()
}

it('kill -9 while it tells, and before it has: everything is told at least once, what is told twice under the same id', { timeout: 240_000 }, async () => {
  program = await startProgram(settings)
  NewWebhookEnvelope.parse(await post('/api/v1/webhooks', { name: 'told', url: receiver.url, events: ['item.created'] }))
  for (let time = 0; time < TIMES; time++) {
    // The second delivery of each time is not answered any more.
    const before = receiver.received.length
    receiver.answerWith((response, one, nth) => {
      if (nth <= before + 1) answer(204)(response, one, nth)
    })
    await post('/api/v1/collections/items/items/bulk', { create: Array.from({ length: ROWS }, (_, at) => ({ name: `row ${time} ${at}` })) })
    if (time > 0) await receiver.until((received) => received.length >= before + 2)
    await program.end('SIGKILL')
    receiver.answerWith(answer(204))
    program = await startProgram(settings)
  }
  const names = () => receiver.told().flatMap(({ data }) => (data.changes ?? []).map(({ item }) => item?.name))
  await receiver.until(() => new Set(names()).size === ROWS * TIMES)
  const bodies = new Map<unknown, string>()
  for (const { headers, body } of receiver.received) {
    const known = bodies.get(headers['webhook-id'])
    expect(known ?? body).toBe(body)
    bodies.set(headers['webhook-id'], body)
  }
  expect([...bodies.values()].join('').match(/"item_id"/g)).toHaveLength(ROWS * TIMES)
})
