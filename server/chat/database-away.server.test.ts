import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Program, startProgram } from '../../e2e/program.ts'
import { type Postgres, query, startPostgres } from '../../scripts/postgres.ts'
import { fetchSigned } from '../test/credentials.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

let fake: FakeOpenRouter
let postgres: Postgres
let program: Program

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 40 })
  postgres = await startPostgres()
  await query(postgres.urlOf('postgres'), 'create database away')
  program = await startProgram({ DATABASE_URL: postgres.urlOf('away'), OPENROUTER_BASE_URL: fake.url })
})
afterAll(async () => {
  await program.end('SIGKILL')
  await postgres.close()
  await fake.close()
})

test('PostgreSQL crashes while answers are written: readers read on, and everything is kept once it is back', async () => {
  const url = `${program.url}/api/v1/chat/stream`
  const readers = await Promise.all(Array.from({ length: 3 }, (_, at) => readEvents(url, post({ message: `survives ${at}` }))))
  await Promise.all(readers.map((reader) => reader.until((events) => events.length >= 6)))
  await postgres.crash()
  const seen = readers.map(({ events }) => events.length)
  await Promise.all(readers.map((reader, at) => reader.until((events) => events.length >= (seen[at] ?? 0) + 5)))
  const refused = await fetchSigned(url, post({ message: 'meanwhile' }))
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await refused.text()
  await postgres.restart()

  for (const [at, reader] of readers.entries()) {
    const events = await reader.end()
    const sent = fake.requests.find(({ body }) => JSON.stringify(body ?? '').includes(`survives ${at}`))?.sent
    expect(finishOf(events).status).toBe('complete')
    expect(textOf(events)).toBe(sent)
    const response = await fetchSigned(`${program.url}/api/v1/chat/history?session_id=${startOf(events).session_id}`)
    expect(ChatHistoryEnvelope.parse(await response.json()).data.messages[1]).toMatchObject({ content: sent, status: 'complete' })
  }
  const next = await readEvents(url, post({ message: 'afterwards [[delay:1]]' }))
  expect(finishOf(await next.end()).status).toBe('complete')
})
