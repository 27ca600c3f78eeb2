import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chat, startChat } from '../test/ask-and-follow.ts'
import type { TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, textOf } from '../test/read-events.ts'

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

describe('two replicas on one database', () => {
  let other: TestApp
  beforeAll(async () => {
    other = await chat.app.replica()
  })

  test('an answer of one is read at the other, from any point', async () => {
    const mark = 'read elsewhere'
    const reader = await chat.ask(`${mark} [[delay:30]] [[fault:reasoning]]`)
    const { generation_id, session_id } = await chat.started(reader, 6)
    const readers = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => ({ after: at * 7, events: await (await chat.resume(generation_id, at * 7, other)).end() })),
    )
    const all = await reader.end()
    const parts = (events: typeof all) => events.map(({ event }) => ('text' in event ? event.text : '.')).join('')
    for (const { after, events } of readers) expect({ after, text: parts(events) }).toEqual({ after, text: parts(all).slice(after) })
    expect(textOf(all)).toBe(chat.callWith(mark)?.sent)
    expect((await chat.answerIn(session_id, other))?.content).toBe(textOf(all))
  })

  test('and stopped there, within a second', async () => {
    const mark = 'stopped elsewhere'
    const reader = await chat.ask(`${mark} [[fault:hang-mid]]`)
    const { generation_id } = await chat.started(reader, 6)
    const at = performance.now()
    expect(await chat.stop(generation_id, other)).toBe(true)
    expect(finishOf(await reader.end()).status).toBe('stopped')
    expect((chat.callWith(mark)?.closedAt ?? Infinity) - at).toBeLessThan(1000)
    expect(await chat.stop(generation_id, other)).toBe(false)
  })

  test('a connection that listens and is lost is made anew', async () => {
    const { db } = chat.app.database
    const listening = sql`from pg_stat_activity where datname = current_database() and application_name = 'deskmate listening'`
    const pids = async () => (await db.execute(sql`select pid ${listening} order by pid`)).rows.map((row) => row['pid'])
    const before = await pids()
    expect(before).toHaveLength(2)
    const reader = await chat.ask('lost while listening [[delay:60]]')
    const { generation_id } = await chat.started(reader, 4)
    const elsewhere = await chat.resume(generation_id, 0, other)
    await db.execute(sql`select pg_terminate_backend(pid) ${listening}`)
    expect(textOf(await elsewhere.end())).toBe(textOf(await reader.end()))
    await expect.poll(async () => (await pids()).filter((pid) => !before.includes(pid)), { timeout: 10_000 }).toHaveLength(2)
  })

  test('what is deleted at one is not written on at the other', async () => {
    const mark = 'deleted elsewhere'
    const reader = await chat.ask(`${mark} [[fault:hang-mid]]`)
    const { session_id } = await chat.started(reader, 6)
    const at = performance.now()
    expect((await other.api('DELETE', `/api/v1/chat/sessions/${session_id}`)).status).toBe(200)
    await expect.poll(() => chat.callWith(mark)?.closedAt).toBeDefined()
    expect((chat.callWith(mark)?.closedAt ?? Infinity) - at).toBeLessThan(1000)
    await reader.end()
    await expect.poll(async () => (await chat.app.database.db.execute(sql`select 1 from generation_events`)).rows).toEqual([])
  })

  test('the same key at both is one answer', async () => {
    const headers = { 'Idempotency-Key': `both-${Date.now()}` }
    const body = { message: 'one for both [[delay:5]]' }
    const readers = await Promise.all([chat.app, other].map(({ url }) => readEvents(`${url}/api/v1/chat/stream`, post(body, headers))))
    const [one, two] = await Promise.all(readers.map((reader) => reader.end()))
    expect(textOf(two ?? [])).toBe(textOf(one ?? []))
    expect(chat.fake.requests.filter(({ body: sent }) => JSON.stringify(sent ?? '').includes('one for both'))).toHaveLength(1)
  })
})
