import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AnswerEnvelope } from '#shared/chat.ts'
import { type Chat, startChat } from '../test/ask-and-follow.ts'
import { fetchSigned } from '../test/credentials.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'
import { takeAway } from './reap.ts'

let chat: Chat
const states = () => chat.app.database.db.execute(sql`select status, count(*)::int as n from generations group by status`)

beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

describe('leaving', () => {
  test.each(['first', 'middle', 'last'])('at the %s token: the answer is written to its end, once, and is what the model sent', async (when) => {
    const mark = `leaves at ${when}`
    const reader = await chat.ask(`${mark} [[fault:reasoning]]`)
    await chat.started(reader, when === 'first' ? 1 : when === 'middle' ? 20 : 42)
    const { session_id, generation_id } = startOf(reader.events)
    await reader.leave()
    const rest = await (await chat.resume(generation_id, reader.events.at(-1)?.position)).end()
    expect(textOf([...reader.events, ...rest])).toBe(chat.callWith(mark)?.sent)
    expect(await chat.answerIn(session_id)).toMatchObject({
      content: chat.callWith(mark)?.sent,
      reasoning: 'Let me think. 想一想。',
      status: 'complete',
      generation_id: null,
    })
  })

  test('a caller that waits for the whole answer and leaves does not end it either', async () => {
    const leaving = new AbortController()
    const mark = 'waits and leaves'
    const waiting = fetchSigned(`${chat.app.url}/api/v1/chat/message`, { ...post({ message: mark }), signal: leaving.signal }).catch(() => undefined)
    await expect.poll(() => chat.callWith(mark)?.sent.length ?? 0).toBeGreaterThan(20)
    leaving.abort()
    await waiting
    await expect.poll(() => chat.callWith(mark)?.finished, { timeout: 10_000 }).toBe(true)
    await expect.poll(async () => (await states()).rows.find((row) => row['status'] === 'running'), { timeout: 5000 }).toBeUndefined()
    const { rows } = await chat.app.database.db.execute(sql`select content, status from chat_messages where role = 'assistant' order by id desc limit 1`)
    expect(rows).toEqual([{ content: chat.callWith(mark)?.sent, status: 'complete' }])
  })

  test('nobody needs to have read anything', async () => {
    const mark = 'never read'
    const reader = await chat.ask(mark)
    const { session_id } = await chat.started(reader, 1)
    await reader.leave()
    await expect.poll(async () => (await chat.answerIn(session_id))?.status, { timeout: 10_000 }).toBe('complete')
    expect((await chat.answerIn(session_id))?.content).toBe(chat.callWith(mark)?.sent)
  })
})

describe('coming back', () => {
  test('at any position, while it is written and after: the rest, without a gap or a repetition', async () => {
    const mark = 'resumed at random'
    const reader = await chat.ask(`${mark} [[fault:reasoning]] 🎉`)
    const { generation_id } = await chat.started(reader, 8)
    const during = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => ({ after: at * 9, events: await (await chat.resume(generation_id, at * 9)).end() })),
    )
    const all = await reader.end()
    const text = textOf(all)
    const last = all.at(-1)?.position ?? 0
    expect(text).toBe(chat.callWith(mark)?.sent)
    const whole = await (await chat.resume(generation_id)).end()
    const parts = (events: typeof all) =>
      events
        .map(({ event }) =>
          event.type === 'text-delta' || event.type === 'reasoning-delta' ? event.text : event.type === 'finish' || event.type === 'start' ? '.' : '',
        )
        .join('')
    expect(parts(whole)).toBe(parts(all))
    for (const { after, events } of during) expect(parts(events)).toBe(parts(all).slice(after))
    for (let round = 0; round < 40; round++) {
      const after = Math.floor(Math.random() * (last + 1))
      const events = await (await chat.resume(generation_id, after)).end()
      expect({ after, text: parts(events) }).toEqual({ after, text: parts(all).slice(after) })
      expect(events.at(-1)?.position ?? last).toBe(last)
    }
  })

  test('by Last-Event-ID, as a browser does by itself', async () => {
    const events = await (await chat.ask('last event id')).end()
    const at = events[10]?.position
    const again = await readEvents(`${chat.app.url}/api/v1/chat/stream?generation_id=${startOf(events).generation_id}`, {
      headers: { 'Last-Event-ID': String(at) },
    })
    expect(textOf([...events.slice(0, 11), ...(await again.end())])).toBe(textOf(events))
  })

  test('two readers at once read the same', async () => {
    const first = await chat.ask('two readers')
    const second = await chat.resume((await chat.started(first, 2)).generation_id)
    expect(textOf(await second.end())).toBe(textOf(await first.end()))
  })

  test('a failed answer tells its failure again', async () => {
    const events = await (await chat.ask('[[fault:error-mid-number]] again')).end()
    const again = await (await chat.resume(startOf(events).generation_id, events[5]?.position)).end()
    expect(textOf([...events.slice(0, 6), ...again])).toBe(textOf(events))
    expect(again.slice(-2)).toEqual(events.slice(-2))
  })
})

describe('stopping', () => {
  test('closes the call within a second, keeps the text, and says so to every reader', async () => {
    const mark = 'stopped'
    const reader = await chat.ask(`${mark} [[delay:30]]`)
    const { session_id, generation_id } = await chat.started(reader, 8)
    const at = performance.now()
    expect(await chat.stop(generation_id)).toBe(true)
    const events = await reader.end()
    expect(finishOf(events)).toMatchObject({ status: 'stopped', finish_reason: 'stopped' })
    await expect.poll(() => chat.callWith(mark)?.closedAt, { timeout: 1000 }).toBeDefined()
    expect((chat.callWith(mark)?.closedAt ?? Infinity) - at).toBeLessThan(1000)
    expect(chat.callWith(mark)?.finished).toBe(false)
    const kept = await chat.answerIn(session_id)
    expect(kept).toMatchObject({ status: 'stopped', finish_reason: 'stopped', content: textOf(events), error: null })
    expect(chat.callWith(mark)?.sent.startsWith(textOf(events))).toBe(true)
    expect(textOf(events).length).toBeGreaterThan(0)
    expect(await chat.stop(generation_id)).toBe(false)
    // The conversation takes the next question.
    expect((await chat.app.api('POST', '/api/v1/chat/message', { message: 'next', session_id })).status).toBe(200)
  })

  test.each(['hang-before-headers', 'hang-before-token', 'http-429 retry-after=5', 'keep-alives-only'])('before the first token (%s)', async (fault) => {
    const reader = await chat.ask(`[[fault:${fault}]]`)
    const { session_id, generation_id } = await chat.started(reader, 1)
    await expect.poll(() => chat.callWith(fault)).toBeDefined()
    expect(await chat.stop(generation_id)).toBe(true)
    expect(finishOf(await reader.end()).status).toBe('stopped')
    await expect.poll(() => chat.fake.openConnections(), { timeout: 1000 }).toBe(0)
    expect(await chat.answerIn(session_id)).toMatchObject({ status: 'stopped', content: '' })
  })

  test('whoever waits for the whole answer gets what was said', async () => {
    const waiting = chat.app.api('POST', '/api/v1/chat/message', { message: 'stopped while waiting [[delay:30]]' })
    await expect.poll(() => chat.callWith('stopped while waiting')?.sent.length ?? 0).toBeGreaterThan(30)
    const { rows } = await chat.app.database.db.execute(sql`select id from generations where status = 'running'`)
    await chat.stop(String(rows[0]?.['id']))
    expect(AnswerEnvelope.parse((await waiting).body).data.finish_reason).toBe('stopped')
  })
})

test('an answer that was taken away cannot be written by the process that lost it', async () => {
  const mark = 'taken away'
  const reader = await chat.ask(`${mark} [[delay:60]]`)
  const { session_id, generation_id } = await chat.started(reader, 10)
  const { db } = chat.app.database
  await expect.poll(async () => (await db.execute(sql`select 1 from generation_events`)).rows.length).toBeGreaterThan(0)
  const { rows: writers } = await db.execute(sql`select writer_id from generations where id = ${generation_id}::uuid`)
  expect(await takeAway(db, String(writers[0]?.['writer_id']))).toBe(1)
  const taken = await chat.answerIn(session_id)
  expect(taken?.status).toBe('interrupted')
  expect(taken?.content.length).toBeGreaterThan(5)
  const events = await reader.end()
  expect(finishOf(events).status).toBe('interrupted')
  await expect.poll(() => chat.fake.openConnections(), { timeout: 2000 }).toBe(0)
  await sleep(1000)
  expect(await chat.answerIn(session_id)).toEqual(taken)
  expect(textOf(await (await chat.resume(generation_id)).end())).toBe(taken?.content)
  const { rows } = await db.execute(sql`select count(*)::int as n from generation_events`)
  expect(rows).toEqual([{ n: 0 }])
})
