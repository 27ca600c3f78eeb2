import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Item, ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
const TOTAL = 12_345
beforeAll(async () => {
  // Thousands of rows come in one statement, which is no request.
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '60' })
  // Several rows share a moment and a name, so that only the id tells them apart.
  await app.database.db.execute(sql`
    insert into items (id, name, description, created_at, updated_at, created_by, updated_by)
    select ('019a0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Row ' || lpad((n % 500)::text, 4, '0'), case when n % 3 = 0 then '合同编号' || n end,
      timestamptz '2026-01-01' + (n / 7) * interval '1 second', timestamptz '2026-02-01' + (n % 11) * interval '1 second',
      '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001'
    from generate_series(1, ${TOTAL}::int) n`)
})
afterAll(() => app.close())

const list = async (query: string, headers?: Record<string, string>) => {
  const answer = await app.api('GET', `/api/v1/items?${query}`, undefined, headers)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return ItemPageEnvelope.parse(answer.body).data
}

async function walk(query: string, limit: number): Promise<Item[]> {
  const all: Item[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(`${query}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return all
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

describe('pages', () => {
  it.each(['-created_at', 'created_at', '-updated_at', 'name', '-name', '-updated_at,name', 'name,-created_at', 'updated_at,-name,created_at'])(
    'walk every row once in the order of %s',
    async (sort) => {
      const all = await walk(`sort=${sort}`, 1000)
      expect(new Set(all.map((item) => item.id)).size).toBe(TOTAL)
      const fields = sort.split(',')
      const idDown = fields.at(-1)?.startsWith('-')
      const order = (a: Item, b: Item) => {
        for (const field of fields) {
          const key = field.replace('-', '') === 'name' ? 'name' : field.replace('-', '') === 'created_at' ? 'created_at' : 'updated_at'
          const by = compare(a[key].toLowerCase(), b[key].toLowerCase())
          if (by !== 0) return field.startsWith('-') ? -by : by
        }
        return idDown ? compare(b.id, a.id) : compare(a.id, b.id)
      }
      expect(all.map((item) => item.id)).toEqual(all.toSorted(order).map((item) => item.id))
    },
  )

  it('gives the same rows by skip as by cursor', async () => {
    const walked = await walk('sort=name&q=合同', 500)
    expect((await list('sort=name&q=合同&skip=700&limit=20')).items).toEqual(walked.slice(700, 720))
  })

  it.each(['-created_at', 'name', '-updated_at,name'])('are the same by skip as by cursor, wherever in the list, in the order of %s', async (sort) => {
    const walked = await walk(`sort=${sort}`, 1000)
    for (const skip of [4999, 5000, 6172, 6173, 9000, TOTAL - 20, TOTAL - 19, TOTAL - 1, TOTAL, TOTAL + 1000]) {
      const page = await list(`sort=${sort}&skip=${skip}&limit=20`)
      expect(page.items, `${skip}`).toEqual(walked.slice(skip, skip + 20))
      expect(page.total).toBe(TOTAL)
      const next = page.next_cursor && (await list(`sort=${sort}&cursor=${page.next_cursor}&limit=1`)).items
      expect(next, `after ${skip}`).toEqual(skip + 20 < TOTAL ? [walked[skip + 20]] : null)
    }
  })

  it('shows a walker neither twice nor never a row that was there all the time, while others come and go', async () => {
    const first = await list('limit=100')
    await app.api('POST', '/api/v1/items', { name: 'New on top' })
    await app.api('DELETE', `/api/v1/items/${first.items[99]?.id}`)
    const second = await list(`limit=100&cursor=${first.next_cursor}`)
    expect(second.items.some((item) => first.items.some(({ id }) => id === item.id))).toBe(false)
    expect((await list('skip=100&limit=1')).items[0]?.id).toBe(second.items[0]?.id)
    await app.api('POST', `/api/v1/items/${first.items[99]?.id}/restore`)
    await app.api('DELETE', `/api/v1/items/${(await list('limit=1')).items[0]?.id}`)
  })

  it('refuses a cursor of another list, one that is none, and both ways at once', async () => {
    const { next_cursor: cursor } = await list('limit=1')
    for (const query of [
      `sort=name&cursor=${cursor}`,
      `q=row&cursor=${cursor}`,
      `trash=true&cursor=${cursor}`,
      'cursor=abc',
      `cursor=${Buffer.from('{"of":1}').toString('base64url')}`,
    ]) {
      expect((await app.api('GET', `/api/v1/items?${query}`)).status, query).toBe(400)
    }
    expect((await app.api('GET', `/api/v1/items?skip=1&cursor=${cursor}`)).status).toBe(422)
  })
})

describe('totals', () => {
  it('are exact at any size without a search', async () => {
    expect(await list('limit=1')).toMatchObject({ total: TOTAL, total_is_exact: true })
  })
  it('of a search stop at 10,000 unless asked', async () => {
    expect(await list('limit=1&q=row')).toMatchObject({ total: 10_000, total_is_exact: false })
    expect(await list('limit=1&q=row', { Prefer: 'count=exact' })).toMatchObject({ total: TOTAL, total_is_exact: true })
    expect(await list('limit=1&q=合同编号')).toMatchObject({ total: Math.floor(TOTAL / 3), total_is_exact: true })
  })
  it('of a search are not waited for where nobody asks for them', async () => {
    const none = { Prefer: 'count=none' }
    expect(await list('limit=1&q=row', none)).toMatchObject({ total: 1, total_is_exact: false })
    const { next_cursor: cursor } = await list('limit=2&q=row', none)
    expect(await list(`limit=2&q=row&cursor=${cursor}`, none)).toMatchObject({ total: 2, total_is_exact: false })
    expect(await list('limit=5&q=row&skip=10', none)).toMatchObject({ total: 15, total_is_exact: false })
    expect(await list('limit=5&q=neverthere', none)).toMatchObject({ total: 0, total_is_exact: true, items: [] })
    expect(await list('limit=5&q=neverthere&skip=10', none)).toMatchObject({ total: 0, total_is_exact: false, items: [] })
    expect(await list('limit=1', none)).toMatchObject({ total: TOTAL, total_is_exact: true })
  })
  it('are right after writers at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 40 }, (_, n) => app.api('POST', '/api/v1/items', { name: `many ${n}` })))
    expect(made.every((answer) => answer.status === 201)).toBe(true)
    const { items } = await list('limit=40')
    await Promise.all(items.map((item) => app.api('DELETE', `/api/v1/items/${item.id}`)))
    expect((await list('limit=1')).total).toBe(TOTAL)
  })
})
