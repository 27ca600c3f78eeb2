import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
const rows: [string, string | null][] = [
  ['第三季度销售报告', '华东区手机壳销量增长'],
  ['iPhone15手机壳采购', '供应商:深圳市宏达'],
  ['Q3 Sales Report', 'East region; up 12.5%'],
  ['ＡＢＣ全角合同', '金额￥１００００'],
  ['Größe und Maß', 'Straße 50%_off \\ path'],
  ['会', null],
  ['東京オフィス移転', 'カタカナとひらがな'],
  ['서울 사무소', null],
]
beforeAll(async () => {
  // Thousands of rows come in one statement, which is no request.
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '60' })
  for (const [name, description] of rows) expect((await app.api('POST', '/api/v1/items', { name, description })).status).toBe(201)
})
afterAll(() => app.close())

const find = async (q: string) => {
  const answer = await app.api('GET', `/api/v1/items?sort=created_at&q=${encodeURIComponent(q)}`)
  expect(answer.status, `${q}: ${JSON.stringify(answer.body)}`).toBe(200)
  const page = ItemPageEnvelope.parse(answer.body).data
  expect(page.total).toBe(page.items.length)
  return page.items.map((item) => rows.findIndex(([name]) => name === item.name))
}

describe('search', () => {
  it.each([
    ['季度', [0]],
    ['三季度销', [0]],
    ['度报', []],
    ['手机壳', [0, 1]],
    ['手机 采购', [1]],
    ['壳', [0, 1]],
    ['会', [5]],
    ['会议', []],
    ['iphone', [1]],
    ['IPHONE15手机', [1]],
    ['sal', [2]],
    ['sales report', [2]],
    ['report sales', [2]],
    ['12.5%', [2]],
    ['abc', [3]],
    ['10000', [3]],
    ['größe', [4]],
    ['深圳 宏达', [1]],
    ['オフィス', [6]],
    ['사무소', [7]],
    ['nothing here', []],
  ])('%s finds %j', async (q, expected) => {
    expect(await find(q)).toEqual(expected)
  })

  it.each([
    ['%', [2, 4]],
    ['_', [4]],
    ['\\', [4]],
    ['(', []],
    ["'", []],
    [':', [1]],
    ['&', []],
    ['|!', []],
  ])('takes %s as it stands', async (q, expected) => {
    expect(await find(q)).toEqual(expected)
  })

  it.each(["a & b | !c <-> 'd':*", "''''", '\\\\', '((((', "x' or 1=1 --", '😀', '\u{E000}', 'a'.repeat(500), '字'.repeat(500)])('survives %s', async (q) => {
    await find(q)
  })

  it('finds every two-character word of a text, as a plain comparison would', async () => {
    const text = '长江大桥横跨两岸连接南北交通十分便利'
    await app.api('POST', '/api/v1/items', { name: 'bridge', description: text })
    for (let at = 0; at + 2 <= text.length; at++) {
      const answer = await app.api('GET', `/api/v1/items?q=${encodeURIComponent(text.slice(at, at + 2))}`)
      expect(
        ItemPageEnvelope.parse(answer.body).data.items.map((item) => item.name),
        text.slice(at, at + 2),
      ).toContain('bridge')
    }
  })

  it('takes the longest description there may be', async () => {
    for (const body of ['字', '字符', 'word ', "'\\ "]) {
      const answer = await app.api('POST', '/api/v1/items', { name: 'long', description: body.repeat(100_000 / body.length) })
      expect(answer.status).toBe(201)
    }
  })

  it('uses its index', async () => {
    const db = app.database.db
    await db.execute(sql`
      insert into items (id, name, created_by, updated_by)
      select gen_random_uuid(), 'filler ' || n || ' 填充', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001' from generate_series(1, 40000) n`)
    await db.execute(sql`analyze items`)
    const { rows: plan } = await db.execute(
      sql`explain select id from items where deleted_at is null and search @@ search_query('手机壳') order by created_at desc, id desc limit 50`,
    )
    expect(JSON.stringify(plan)).toContain('items_search')
  })
})

it('fills its column under an empty path too, as when a dump is restored', async () => {
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`set local search_path = ''`)
    const { rows } = await tx.execute(sql`select public.search_vector('季度报告', 'plan') @@ public.search_query('季度 plan') as found`)
    expect(rows).toEqual([{ found: true }])
  })
})
