import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CollectionEnvelope } from '#shared/collections.ts'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../../test/harness.ts'

let app: TestApp
let collection: string
const ROWS = 12_000
/** As many choices as a select is sorted by the order of, of signs that nothing packs well: its index is the longest that there is. */
const others = Array.from({ length: 73 }, (_, n) => ({
  label: String.fromCodePoint(...Array.from({ length: 8 }, (_, at) => 0x4e00 + (((n * 8 + at) * 7919) % 20_000))),
}))

beforeAll(async () => {
  // Thousands of rows come in one statement, which is no request.
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '60' })
  const { body } = await app.api('POST', '/api/v1/collections', {
    name: 'Long',
    slug: 'long',
    fields: [
      { key: 'amount', name: 'Amount', type: 'number' },
      { key: 'state', name: 'State', type: 'select', choices: [{ label: 'Open' }, { label: '完成' }, ...others] },
      { key: 'tags', name: 'Tags', type: 'multi_select', choices: [{ label: 'A' }, { label: 'B' }] },
      { key: 'due', name: 'Due', type: 'date' },
      { key: 'note', name: 'Note', type: 'text' },
      { key: 'never', name: 'Never', type: 'text' },
    ],
  })
  collection = CollectionEnvelope.parse(body).data.id
  await app.database.db.execute(sql`
    insert into items (id, collection_id, name, "values", created_at, created_by, updated_by)
    select ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${collection}::uuid, 'Row ' || n,
      jsonb_strip_nulls(jsonb_build_object(
        'amount', case when n % 10 > 0 then (n * 37) % 9000 end,
        'state', case when n % 50 = 0 then '完成' when n % 3 > 0 then 'Open' end,
        'tags', case when n % 400 = 0 then '["A","B"]'::jsonb when n % 2 = 0 then '["B"]'::jsonb end,
        'due', case when n % 4 > 0 then to_char(date '2026-01-01' + (n % 700), 'YYYY-MM-DD') end,
        'note', case when n % 5 > 0 then repeat('长', case when n % 600 = 5 then 250 else n % 20 end) || ' Note ' || n % 900 end)),
      timestamptz '2026-01-01' + n * interval '1 second', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001'
    from generate_series(1, ${ROWS}::int) n`)
})
afterAll(() => app.close())

const page = async (query: Record<string, string>) => {
  const answer = await app.api('GET', `/api/v1/collections/long/items?${new URLSearchParams({ limit: '1000', ...query }).toString()}`, undefined, {
    Prefer: 'count=exact',
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return CollectionItemPageEnvelope.parse(answer.body).data
}
const indexes = async () => {
  const { rows } = await app.database.db.execute(sql`select indexdef as of from pg_indexes where tablename = 'items' and starts_with(indexname, 'item_field_')`)
  return z
    .array(z.object({ of: z.string() }))
    .parse(rows)
    .map(({ of }) => of)
}
const until = async (there: (found: string[]) => boolean) => {
  for (;;) {
    const found = await indexes()
    if (there(found)) return found
    await sleep(100)
  }
}

const questions = [
  'amount = 37',
  'amount < 20',
  'amount <= 0',
  'amount > 8990',
  'amount in (1, 2, 3000)',
  'amount empty and name starts "Row 1"',
  'state = "完成"',
  'state in ("完成", "Open") and amount < 100',
  'not state = "Open"',
  'tags = A',
  'tags all (A, B)',
  'tags any (A) or amount = 1',
  'due >= 2027-11-20',
  'due < 2026-01-03',
  'due = 2026-03-04',
  'note = " Note 300"',
  'note starts "长长 note 1"',
  'note starts " NOTE 89"',
  'note empty',
]
const sorts = ['amount', '-amount', 'state', '-due', 'note', '-note,amount']

describe('an index for a field', () => {
  it('comes once a long list is asked about it, and changes no answer', async () => {
    const ask = async () => [
      ...(await Promise.all(questions.map(async (filter) => [filter, await page({ filter })]))),
      ...(await Promise.all(sorts.map(async (sort) => [sort, await page({ sort })]))),
    ]
    const before = await ask()
    const found = await until((list) => list.length === 5)
    expect(found.filter((of) => of.includes('gin'))).toHaveLength(1)
    expect(found.some((of) => of.includes('never'))).toBe(false)
    expect(await ask()).toEqual(before)
  })

  it('is what a rare value is found by', async () => {
    const { rows } = await app.database.db.execute(
      sql`explain select id from items where collection_id = ${sql.raw(`'${collection}'::uuid`)} and deleted_at is null and (items."values" -> 'tags') ?& array['A']`,
    )
    expect(JSON.stringify(rows)).toContain('item_field_')
  })

  it('stays where its collection becomes a little shorter, and is not made again', async () => {
    const made = async () =>
      (await app.database.db.execute(sql`select oid::int from pg_class where starts_with(relname, 'item_field_') and relkind = 'i' order by 1`)).rows
    const before = await made()
    expect(before).toHaveLength(5)
    // Beneath the length that an index is made for; what the triggers count is counted by them.
    await app.database.db.execute(sql`delete from items where id in (select id from items where collection_id = ${collection}::uuid limit 5000)`)
    expect((await page({ limit: '1' })).total).toBe(7000)
    // Whoever looks after them has looked since: the field's own is gone, and one asked for now is not worth it.
    await page({ sort: 'never' })
    expect((await app.api('DELETE', '/api/v1/collections/long/fields/note')).status).toBe(200)
    await until((list) => list.length === 4)
    const after = await made()
    expect(before).toEqual(expect.arrayContaining(after))
    expect((await indexes()).some((of) => of.includes('never'))).toBe(false)
  })

  it('goes with its field', async () => {
    expect((await app.api('DELETE', '/api/v1/collections/long/fields/due')).status).toBe(200)
    expect(await until((list) => list.length === 3)).toHaveLength(3)
  })

  it('goes where its collection is short', async () => {
    await app.database.db.execute(sql`delete from items where id in (select id from items where collection_id = ${collection}::uuid limit 3000)`)
    expect(await until((list) => list.length === 0)).toEqual([])
  })
})
