import process from 'node:process'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { type Postgres, query, startPostgres } from '../scripts/postgres.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { finishOf, post, type Reader, readEvents, startOf, textOf } from '../server/test/read-events.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { type Program, startProgram } from './program.ts'
import { findLost, startWriters } from './write-load.ts'

// Two replicas on one database, of which one dies, freezes, or is told to end.

/** Ten pieces a second, so that ten pieces are a second. */
const DELAY_MS = 100
/** Of the stand-in's answer of some 350 characters in 300 pieces, a figure of two units among them. */
const PIECE_UNITS = 3
const ANSWERS = 5

let postgres: Postgres
let fake: FakeOpenRouter
let one: Program
let two: Program
let databases = 0
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.close())
beforeEach(async () => {
  const name = `answers_${++databases}`
  await query(postgres.urlOf('postgres'), `create database ${name}`)
  fake = await startFakeOpenRouter({ delay: DELAY_MS })
  const settings = { DATABASE_URL: postgres.urlOf(name), OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') }
  one = await startProgram(settings)
  two = await startProgram(settings)
})
afterEach(async () => {
  await one.end('SIGKILL')
  await two.end('SIGKILL')
  await fake.close()
})

const ask = (at: Program, body: { message: string; session_id?: string }) => readEvents(`${at.url}/api/v1/chat/stream`, post(body))
const follow = (at: Program, reader: Reader, after = 0) =>
  readEvents(`${at.url}/api/v1/chat/stream?generation_id=${startOf(reader.events).generation_id}&after=${after}`)
const callOf = (mark: string) => fake.requests.find(({ body }) => JSON.stringify(body ?? '').includes(mark))

async function answerIn(at: Program, reader: Reader) {
  const response = await fetchSigned(`${at.url}/api/v1/chat/history?session_id=${startOf(reader.events).session_id}`)
  return ChatHistoryEnvelope.parse(await response.json()).data.messages[1]
}

it('kill -9: at most a second is lost, the other replica marks the answer within 15 s, and the conversation goes on there', { timeout: 120_000 }, async () => {
  const marks = Array.from({ length: ANSWERS }, (_, at) => `killed ${at};`)
  // One is read along at the other replica, the others at none.
  const readers = await Promise.all(marks.map((mark) => ask(one, { message: `${mark} [[chunks:300]]` })))
  await Promise.all(readers.map((reader) => reader.until((events) => events.length > 2)))
  const elsewhere = await Promise.all(readers.slice(0, 1).map((reader) => follow(two, reader)))
  await Promise.all(readers.map((reader) => reader.until((events) => events.length > 25)))
  const sent = marks.map((mark) => callOf(mark)?.sent ?? '')
  const killedAt = performance.now()
  await one.end('SIGKILL')
  for (const reader of elsewhere) {
    expect(finishOf(await reader.end()).status).toBe('interrupted')
    console.log(`the reader elsewhere was told after ${Math.round(performance.now() - killedAt)} ms`)
  }
  for (const [at, reader] of readers.entries()) {
    await expect.poll(async () => (await answerIn(two, reader))?.status, { timeout: 15_000 - (performance.now() - killedAt) }).toBe('interrupted')
    const kept = (await answerIn(two, reader))?.content ?? ''
    const all = sent[at] ?? ''
    expect(kept === all.slice(0, kept.length) || kept.startsWith(all)).toBe(true)
    expect(all.length - kept.length).toBeLessThanOrEqual(10 * PIECE_UNITS)
    // Whoever had read more than was kept is told how it ended all the same.
    expect(finishOf(await (await follow(two, reader, reader.events.at(-1)?.position)).end()).status).toBe('interrupted')
    const next = await ask(two, { message: 'and now? [[delay:1]]', session_id: startOf(reader.events).session_id })
    expect(finishOf(await next.end()).status).toBe('complete')
  }
  for (const reader of elsewhere) expect(textOf(reader.events)).toBe((await answerIn(two, reader))?.content)
})

it('a replica that froze and was taken for dead writes nothing when it comes back', { timeout: 120_000 }, async () => {
  const mark = 'frozen;'
  const reader = await ask(one, { message: `${mark} [[chunks:2000]] [[delay:20]] [[say]]${'冻结 🧊 '.repeat(1000)}` })
  await reader.until((events) => events.length > 60)
  process.kill(one.pid, 'SIGSTOP')
  await expect.poll(async () => (await answerIn(two, reader))?.status, { timeout: 15_000 }).toBe('interrupted')
  const taken = await answerIn(two, reader)
  const next = await ask(two, { message: 'meanwhile [[delay:1]]', session_id: startOf(reader.events).session_id })
  expect(finishOf(await next.end()).status).toBe('complete')
  process.kill(one.pid, 'SIGCONT')
  // It had read on from what waited in its socket; its reader is told how the answer ended, and the model is left.
  expect(finishOf(await reader.end()).status).toBe('interrupted')
  await expect.poll(() => fake.openConnections()).toBe(0)
  expect(await answerIn(two, reader)).toEqual(taken)
  expect(textOf(await (await follow(one, reader)).end())).toBe(taken?.content)
  // And it answers what comes next.
  const again = await ask(one, { message: 'back [[delay:1]]' })
  expect(finishOf(await again.end()).status).toBe('complete')
  expect(await one.end('SIGTERM')).toBe(0)
})

it('SIGTERM with streams and writes: short answers come to their end, nothing is reset, and readers of the other replica go there', {
  timeout: 120_000,
}, async () => {
  const short = await Promise.all(Array.from({ length: 3 }, (_, at) => ask(one, { message: `short ${at} [[chunks:20]]` })))
  const hanging = await ask(one, { message: 'hanging [[fault:hang-mid]]' })
  const other = await ask(two, { message: 'of the other [[chunks:400]] [[delay:50]]' })
  await Promise.all([...short, hanging, other].map((reader) => reader.until((events) => events.length > 3)))
  const there = await follow(one, other)
  await there.until((events) => events.length > 3)
  const load = startWriters(() => one.url, 20)
  while (load.acknowledged.size < 40) await new Promise((resolve) => setTimeout(resolve, 10))
  const startedAt = performance.now()
  const ended = one.end('SIGTERM')
  // Who asks now is asked to come back.
  await expect.poll(async () => (await fetchSigned(`${one.url}/api/v1/chat/stream`, post({ message: 'late' }))).status).toBe(503)
  await load.stop()
  expect(load.wrong).toEqual([])
  expect(load.answers.get('error') ?? 0).toBe(0)
  for (const [at, reader] of short.entries()) {
    expect(finishOf(await reader.end()).status).toBe('complete')
    expect(textOf(reader.events)).toBe(callOf(`short ${at}`)?.sent)
  }
  expect(finishOf(await hanging.end()).status).toBe('interrupted')
  await there.end()
  expect(await ended).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(25_000)
  expect(there.raw()).toMatch(/event: resume\nretry: \d+\ndata: \{"retry_ms":\d+\}\n\n$/)
  const rest = await follow(two, other, there.events.at(-1)?.position)
  expect(textOf([...there.events, ...(await rest.end())])).toBe(callOf('of the other')?.sent)
  expect(await findLost(two.url, load.acknowledged)).toEqual([])
  expect((await answerIn(two, hanging))?.content).toBe(textOf(hanging.events))
})
