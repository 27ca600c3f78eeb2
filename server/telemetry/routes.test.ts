import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { onServer, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '1' })
})
afterAll(() => app.close())

it('health, readiness and metrics', async () => {
  expect(await app.api('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await app.api('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready', database: onServer ? 'server' : 'embedded' } })
  await app.api('GET', '/api/v1/items')
  const metrics = await app.api('GET', '/metrics')
  expect(metrics.headers.get('content-type')).toContain('text/plain')
  expect(metrics.body).toMatch(/deskmate_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/items",status="200"\} 1/)
  expect(metrics.body).toContain('deskmate_process_resident_memory_bytes')
})

it('a slow statement is cut at its deadline, delays nobody meanwhile, and costs nothing that was stored', async () => {
  const made = await app.api('POST', '/api/v1/items', { name: 'kept' })
  let ended = false
  const slow = app.database.db.execute(sql`select pg_sleep(3)`).then(
    () => 'finished',
    (error: unknown) => String(error instanceof Error && error.cause instanceof Error ? error.cause.message : error),
  )
  void slow.then(() => {
    ended = true
  })
  let answered = 0
  let longest = 0
  while (!ended) {
    const start = performance.now()
    expect((await app.api('GET', '/healthz')).status).toBe(200)
    longest = Math.max(longest, performance.now() - start)
    answered++
  }
  console.log(`/healthz answered ${answered} times while a statement ran into its deadline; longest ${Math.round(longest)} ms`)
  expect(answered).toBeGreaterThan(3)
  expect(await slow).toBe('The database took too long. Try again, or ask for less.')
  expect((await app.api('GET', made.headers.get('location') ?? '')).body).toMatchObject({ data: { name: 'kept' } })
  expect((await app.api('POST', '/api/v1/items', { name: 'goes on' })).status).toBe(201)
})

it('a transaction that fails leaves nothing, and the next one works', async () => {
  const { db } = app.database
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(sql`create table half (id int)`)
      await tx.execute(sql`select pg_sleep(3)`)
    }),
  ).rejects.toThrow()
  expect((await db.execute(sql`select to_regclass('half') as half`)).rows).toEqual([{ half: null }])
  expect((await db.transaction((tx) => tx.execute(sql`select 1 as one`))).rows).toEqual([{ one: 1 }])
})
