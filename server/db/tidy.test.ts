import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { CollectionEnvelope } from '#shared/collections.ts'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { tidy } from './tidy.ts'

const ROWS = 4000
let app: TestApp
let collection: string

beforeAll(async () => {
  // Thousands of rows come in one statement, which is no request.
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '60' })
  collection = CollectionEnvelope.parse((await app.api('POST', '/api/v1/collections', { name: 'Long', slug: 'long' })).body).data.id
})
afterAll(() => app.close())

const add = (from: number) =>
  app.database.db.execute(sql`
    insert into items (id, collection_id, name, created_by, updated_by)
    select ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${collection}::uuid, 'Row ' || n,
      '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001'
    from generate_series(${from}::int, ${from + ROWS - 1}::int) n`)
const one = async <T>(shape: z.ZodType<T>, query: ReturnType<typeof sql>) => z.tuple([shape]).parse((await app.database.db.execute(query)).rows)[0]
const known = () =>
  one(
    z.object({ rows: z.number(), columns: z.number() }),
    sql`select reltuples::float8 as rows, (select count(*)::int from pg_statistic s where s.starelid = c.oid) as columns from pg_class c where oid = 'items'::regclass`,
  )
const dead = () => one(z.object({ n: z.number() }), sql`select n_dead_tup::float8 as n from pg_stat_user_tables where relid = 'items'::regclass`)
/** What statements have told of themselves is reported a moment later. */
const until = async (so: () => Promise<boolean>) => {
  for (;;) {
    await tidy(app.database, { warn: (...said: unknown[]) => expect.fail(JSON.stringify(said)) })
    if (await so()) return
  }
}

it('tells the planner how a table is filled, and anew once it has grown', async () => {
  await add(1)
  await until(async () => (await known()).columns > 0 && (await known()).rows === ROWS)
  await add(1 + ROWS)
  await until(async () => (await known()).rows === 2 * ROWS)
})

it('gives back the room of what is gone, and loses no row', async () => {
  await app.database.db.execute(sql`update items set description = 'x' where collection_id = ${collection}::uuid`)
  await until(async () => (await dead()).n === 0)
  const { body } = await app.api('GET', '/api/v1/collections/long/items?limit=1')
  expect(CollectionItemPageEnvelope.parse(body).data.total).toBe(2 * ROWS)
})

it('leaves a table alone that outlasted the deadline', async () => {
  await app.database.db.execute(sql`update items set description = 'y' where collection_id = ${collection}::uuid`)
  const said: unknown[] = []
  const givenUp = new Set<string>()
  const failing = { ...app.database, maintain: () => Promise.reject(new Error('too long')) }
  while (said.length === 0) await tidy(failing, { warn: (...what: unknown[]) => said.push(what) }, givenUp)
  const before = said.length
  await tidy(failing, { warn: (...what: unknown[]) => said.push(what) }, givenUp)
  expect(said).toHaveLength(before)
  expect(givenUp).toContain('public.items')
})
