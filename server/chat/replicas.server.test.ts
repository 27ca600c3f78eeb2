import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ChatHistoryEnvelope, StopEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, type Reader, readEvents, startOf, textOf } from '../test/read-events.ts'

let fake: FakeOpenRouter
let app: TestApp
const ask = (message: string, headers?: Record<string, string>) => readEvents(`${app.url}/api/v1/chat/stream`, post({ message }, headers))
const resume = (id: string, after?: number, at = app) =>
  readEvents(`${at.url}/api/v1/chat/stream?generation_id=${id}${after === undefined ? '' : `&after=${after}`}`)
const stop = async (id: string, at = app) => StopEnvelope.parse((await at.api('POST', `/api/v1/chat/generations/${id}/stop`)).body).data.stopped
const answerIn = async (sessionId: string, at = app) => {
  const { messages } = ChatHistoryEnvelope.parse((await at.api('GET', `/api/v1/chat/history?session_id=${sessionId}`)).body).data
  return messages[1]
}
const callWith = (mark: string) => fake.requests.findLast(({ body }) => JSON.stringify(body ?? '').includes(mark))
const started = async (reader: Reader, events = 4) => {
  await reader.until((read) => read.length >= events)
  return startOf(reader.events)
}

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 10 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

describe('two replicas on one database', () => {
  let other: TestApp
  beforeAll(async () => {
    other = await app.replica()
  })

  test('an answer of one is read at the other, from any point', async () => {
    const mark = 'read elsewhere'
    const reader = await ask(`${mark} [[delay:30]] [[fault:reasoning]]`)
    const { generation_id, session_id } = await started(reader, 6)
    const readers = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => ({ after: at * 7, events: await (await resume(generation_id, at * 7, other)).end() })),
    )
    const all = await reader.end()
    const parts = (events: typeof all) => events.map(({ event }) => ('text' in event ? event.text : '.')).join('')
    for (const { after, events } of readers) expect({ after, text: parts(events) }).toEqual({ after, text: parts(all).slice(after) })
    expect(textOf(all)).toBe(callWith(mark)?.sent)
    expect((await answerIn(session_id, other))?.content).toBe(textOf(all))
  })

  test('and stopped there, within a second', async () => {
    const mark = 'stopped elsewhere'
    const reader = await ask(`${mark} [[fault:hang-mid]]`)
    const { generation_id } = await started(reader, 6)
    const at = performance.now()
    expect(await stop(generation_id, other)).toBe(true)
    expect(finishOf(await reader.end()).status).toBe('stopped')
    expect((callWith(mark)?.closedAt ?? Infinity) - at).toBeLessThan(1000)
    expect(await stop(generation_id, other)).toBe(false)
  })

  test('the same key at both is one answer', async () => {
    const headers = { 'Idempotency-Key': `both-${Date.now()}` }
    const body = { message: 'one for both [[delay:5]]' }
    const readers = await Promise.all([app, other].map(({ url }) => readEvents(`${url}/api/v1/chat/stream`, post(body, headers))))
    const [one, two] = await Promise.all(readers.map((reader) => reader.end()))
    expect(textOf(two ?? [])).toBe(textOf(one ?? []))
    expect(fake.requests.filter(({ body: sent }) => JSON.stringify(sent ?? '').includes('one for both'))).toHaveLength(1)
  })
})
