import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AggregateEnvelope, FacetsEnvelope } from '#shared/aggregates.ts'
import { BulkResultEnvelope } from '#shared/bulk.ts'
import { CollectionEnvelope, FieldPreviewEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ImportEnvelope } from '#shared/imports.ts'
import { type CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope, ItemHistoryEnvelope } from '#shared/items.ts'
import { fetchSigned } from '../../test/credentials.ts'
import { changesOf, followCollection, itemsOf } from '../../test/follow.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'

let app: TestApp
let editor: Person
const path = '/api/v1/collections/orders'
const fields = [
  { name: '单价', type: 'currency', key: 'price' },
  { name: 'Count', type: 'number', key: 'count' },
  { name: '总价', type: 'formula', key: 'total', formula: 'price * count', currency: 'CNY' },
  { name: 'Ordered', type: 'date', key: 'ordered' },
  { name: 'Pay by', type: 'formula', key: 'pay_by', formula: 'DATEADD(ordered, 30, "days")' },
  { name: 'At', type: 'date_time', key: 'at' },
  { name: 'Later', type: 'formula', key: 'later', formula: 'DATEADD(at, 1, "days")' },
  { name: '级别', type: 'formula', key: 'level', formula: 'IF(total > 100, "大客户", "普通")' },
  { name: 'Large', type: 'formula', key: 'large', formula: 'total > 100' },
]
const rows = [
  { name: 'a', values: { price: 10, count: 20, ordered: '2026-01-31', at: '2026-03-01T10:00:00.000Z' } },
  { name: 'b', values: { price: 0.1, count: 3, ordered: '2026-02-28' } },
  { name: 'c', values: { price: 30, count: 4 } },
  { name: 'd', values: {} },
]
const made: Record<string, CollectionItem> = {}
const at = (name: string): CollectionItem => made[name] ?? expect.fail(`no ${name}`)

beforeAll(async () => {
  app = await startApp({ STATEMENT_TIMEOUT_SECONDS: '60' })
  editor = await app.as('editor')
  expect((await editor.api('POST', '/api/v1/collections', { name: 'Orders', slug: 'orders', fields })).status).toBe(201)
  for (const row of rows) made[row.name] = CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items`, row)).body).data
  // The same keys, of other types, in another collection: nobody may stumble over them.
  const other = [
    { name: 'Price', type: 'text', key: 'price' },
    { name: 'Ordered', type: 'text', key: 'ordered' },
    { name: 'At', type: 'multi_select', key: 'at', choices: [{ label: 'never' }] },
  ]
  await editor.api('POST', '/api/v1/collections', { name: 'Other', slug: 'other', fields: other })
  await editor.api('POST', '/api/v1/collections/other/items', { name: 'x', values: { price: 'much', ordered: '2026-02-30', at: ['never'] } })
})
afterAll(() => app.close())

const page = async (query: Record<string, string>) => {
  const answer = await editor.api('GET', `${path}/items?${new URLSearchParams(query).toString()}`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return CollectionItemPageEnvelope.parse(answer.body).data
}
const names = async (query: Record<string, string>) => (await page(query)).items.map(({ name }) => name).join('')
const aggregate = async (query: Record<string, string>) =>
  AggregateEnvelope.parse((await editor.api('GET', `${path}/items/aggregate?${new URLSearchParams(query).toString()}`)).body).data

describe('what is computed', () => {
  it('is known of the field, and shown with each row', async () => {
    const { data } = CollectionEnvelope.parse((await editor.api('GET', path)).body)
    expect(Object.fromEntries(data.fields.flatMap(({ key, result }) => (result ? [[key, result]] : [])))).toEqual({
      total: 'number',
      pay_by: 'date',
      later: 'date_time',
      level: 'text',
      large: 'checkbox',
    })
    const full = { total: 200, pay_by: '2026-03-02', later: '2026-03-02T10:00:00.000Z', level: '大客户', large: true }
    expect(at('a').values).toEqual({ ...rows[0]?.values, ...full })
    expect(at('d').values).toEqual({ level: '普通', large: false })
    expect((await page({ sort: 'name' })).items).toEqual(['a', 'b', 'c', 'd'].map(at))
    expect((await page({ q: 'a', sort: 'name' })).items).toEqual([at('a')])
    expect(CollectionItemEnvelope.parse((await editor.api('GET', `${path}/items/${at('a').id}`)).body).data).toEqual(at('a'))
  })

  it('is in each answer to a change, and stored nowhere', async () => {
    const item = CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items`, { name: 'e', values: { price: 2, count: 3 } })).body).data
    expect(item.values.total).toBe(6)
    const { id } = item
    const put = await editor.api('PUT', `${path}/items/${id}`, { values: { count: 60 } })
    expect(CollectionItemEnvelope.parse(put.body).data.values).toEqual({ price: 2, count: 60, total: 120, level: '大客户', large: true })
    const stale = await editor.api('PUT', `${path}/items/${id}`, { values: { count: 1 } }, { 'If-Match': '"1"' })
    expect(stale.status).toBe(412)
    expect(ErrorEnvelope.parse(stale.body).error.current).toMatchObject({ values: { total: 120 } })
    const dry = BulkResultEnvelope.parse(
      (
        await editor.api('POST', `${path}/items/bulk`, {
          update: [{ id, values: { count: 2 } }],
          create: [{ name: 'new', values: { price: 1, count: 1 } }],
          dry_run: true,
        })
      ).body,
    ).data
    expect(dry.sample.map(({ before, after }) => [before?.values.total, after?.values.total])).toEqual([
      [undefined, 1],
      [120, 4],
    ])
    const deleted = CollectionItemEnvelope.parse((await editor.api('DELETE', `${path}/items/${id}`)).body).data
    expect(deleted.values.total).toBe(120)
    expect((await page({ trash: 'true' })).items.map(({ values }) => values.total)).toEqual([120])
    expect(CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items/${id}/restore`)).body).data.values.total).toBe(120)
    const { changes } = ItemHistoryEnvelope.parse((await editor.api('GET', `${path}/items/${id}/history`)).body).data
    expect(changes.at(-1)?.after.values).toEqual({ price: 2, count: 3 })
    const { rows: stored } = await app.database.db.execute(sql`select "values" from items where id = ${id}::uuid`)
    expect(stored).toEqual([{ values: { price: 2, count: 60 } }])
    await editor.api('DELETE', `${path}/items/${id}`)
  })

  it('is told to who follows', async () => {
    const reader = await followCollection(app.url, 'orders')
    await editor.api('PUT', `${path}/items/${at('b').id}`, { values: { count: 5 } })
    await reader.until((events) => changesOf(events).length >= 1)
    expect(itemsOf(reader.events).map(({ values }) => values.total)).toEqual([0.5])
    await reader.leave()
    made.b = CollectionItemEnvelope.parse((await editor.api('PUT', `${path}/items/${at('b').id}`, { values: { count: 3 } })).body).data
  })

  it('is filtered and sorted by', async () => {
    const found = async (filter: string) => await names({ filter, sort: 'name' })
    expect(await found('total > 100')).toBe('ac')
    expect(await found('total = 0.3')).toBe('b')
    expect(await found('total in (0.3, 120)')).toBe('bc')
    expect(await found('total empty')).toBe('d')
    expect(await found('not total = 200')).toBe('bcd')
    expect(await found('pay_by >= 2026-03-02')).toBe('ab')
    expect(await found('pay_by = 2026-03-30')).toBe('b')
    expect(await found('pay_by empty')).toBe('cd')
    expect(await found('later < 2026-03-03')).toBe('a')
    expect(await found('level = "大客户"')).toBe('ac')
    expect(await found('level contains "通"')).toBe('bd')
    expect(await found('level starts "大" and large = true')).toBe('ac')
    expect(await found('large = false')).toBe('bd')
    expect(await names({ sort: 'total' })).toBe('dbca')
    expect(await names({ sort: '-total' })).toBe('acbd')
    expect(await names({ sort: 'level,-total' })).toBe('acbd')
    expect(await names({ sort: '-pay_by,name' })).toBe('bacd')
    const wrong = await editor.api('GET', `${path}/items?filter=${encodeURIComponent('total contains 1')}`)
    expect(wrong.status).toBe(422)
  })

  it('carries a cursor from page to page', async () => {
    for (const sort of ['total', '-total,name', 'level,pay_by', 'large,-later']) {
      const seen: string[] = []
      let cursor: string | null | undefined
      do {
        const one = await page({ sort, limit: '1', ...(cursor ? { cursor } : {}) })
        seen.push(...one.items.map(({ name }) => name))
        cursor = one.next_cursor
      } while (cursor)
      expect(seen.join('')).toBe(await names({ sort }))
    }
  })

  it('has figures, groups and facets', async () => {
    const { count, fields: figures } = await aggregate({ fields: 'total,pay_by,later,level,large' })
    expect(count).toBe(4)
    expect(figures).toEqual({
      total: { filled: 3, empty: 1, sum: '320.3', avg: '106.766666666667', min: 0.3, max: 200 },
      pay_by: { filled: 2, empty: 2, min: '2026-03-02', max: '2026-03-30' },
      later: { filled: 1, empty: 3, min: '2026-03-02T10:00:00.000Z', max: '2026-03-02T10:00:00.000Z' },
      level: { filled: 4, empty: 0 },
      large: { filled: 4, empty: 0, checked: 2 },
    })
    const byLevel = await aggregate({ fields: 'total', group: 'level', filter: 'large = true' })
    expect(byLevel.groups?.map(({ value, count: n, fields: of }) => [value, n, of.total?.sum])).toEqual([['大客户', 2, '320']])
    const byMonth = await aggregate({ group: 'pay_by', by: 'month' })
    expect(byMonth.groups?.map(({ value, count: n }) => [value, n])).toEqual([
      ['2026-03-01', 2],
      [null, 2],
    ])
    const answer = await editor.api('GET', `${path}/items/facets?fields=level,total,large,pay_by`)
    const facets = FacetsEnvelope.parse(answer.body).data.fields
    expect(facets.level?.values).toEqual([
      { value: '大客户', count: 2 },
      { value: '普通', count: 2 },
    ])
    expect(facets.total?.empty).toBe(1)
    expect(facets.total?.histogram).toHaveLength(12)
    expect(facets.large?.values.map(({ count: n }) => n)).toEqual([2, 2])
  })

  it('is written into files, and not read from them', async () => {
    const download = async (format: string) =>
      await (
        await fetch(`${app.url}${path}/export?format=${format}&fields=name,total,pay_by,level,large&sort=name`, {
          headers: { Authorization: `Bearer ${editor.token}` },
        })
      ).text()
    expect((await download('csv')).replace('\ufeff', '').split('\r\n').slice(1, 3)).toEqual(['a,200,2026-03-02,大客户,true', 'b,0.3,2026-03-30,普通,false'])
    expect(JSON.parse(await download('json'))[0]).toEqual({ name: 'a', total: 200, pay_by: '2026-03-02', level: '大客户', large: true })
    expect((await download('ndjson')).split('\n')[3]).toBe('{"name":"d","total":null,"pay_by":null,"level":"普通","large":false}')
    expect((await fetch(`${app.url}${path}/export?format=xlsx`, { headers: { Authorization: `Bearer ${editor.token}` } })).status).toBe(200)

    const file = await (await fetch(`${app.url}${path}/export?format=csv`, { headers: { Authorization: `Bearer ${editor.token}` } })).text()
    const form = new FormData()
    form.append('file', new Blob([file]), 'orders.csv')
    const sent = await fetchSigned(`${app.url}${path}/imports`, { method: 'POST', headers: { Authorization: `Bearer ${editor.token}` }, body: form })
    const { id, columns, suggestion } = ImportEnvelope.parse(await sent.json()).data
    const targets = Object.fromEntries((columns ?? []).map((column, place) => [column, suggestion?.[place]]))
    expect(targets['总价']).toMatchObject({ to: 'nothing' })
    expect(targets['单价']).toMatchObject({ to: 'field', key: 'price' })
    const given = (suggestion ?? []).map((column) => ({ ...column, notes: undefined }))
    const refused = await editor.api('POST', `/api/v1/imports/${id}/start`, {
      columns: given.map((column, place) => (columns?.[place] === '总价' ? { to: 'field', key: 'total' } : column)),
      key: 'id',
    })
    expect(refused.status).toBe(422)
    expect((await editor.api('POST', `/api/v1/imports/${id}/start`, { columns: given, key: 'id' })).status).toBe(200)
    for (;;) {
      const now = ImportEnvelope.parse((await editor.api('GET', `/api/v1/imports/${id}`)).body).data
      if (now.state === 'running') continue
      expect(now).toMatchObject({ state: 'done', unchanged: 4, updated: 0, created: 0, refused: 0 })
      break
    }
  })
})

describe('a field that becomes another', () => {
  const change = async (key: string, body: object) => await editor.api('PUT', `${path}/fields/${key}`, body)
  const preview = async (key: string, body: object) => {
    const answer = await editor.api('POST', `${path}/fields/${key}/preview`, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return FieldPreviewEnvelope.parse(answer.body).data
  }
  const valuesOf = async (key: string) => (await page({ sort: 'name' })).items.map(({ values }) => values[key])

  it('keeps what a formula gave as its own', async () => {
    expect(await preview('level', { type: 'select' })).toMatchObject({ values: 5, changed: 0, lost: 0 })
    const set = (await change('level', { type: 'select' })).headers.get('change-set')
    const { data } = CollectionEnvelope.parse((await editor.api('GET', path)).body)
    expect(data.fields.find(({ key }) => key === 'level')).toMatchObject({ type: 'select', choices: [{ label: '大客户' }, { label: '普通' }] })
    expect(data.fields.find(({ key }) => key === 'level')?.result).toBeUndefined()
    await editor.api('PUT', `${path}/items/${at('a').id}`, { values: { count: 1 } })
    expect(await valuesOf('level')).toEqual(['大客户', '普通', '大客户', '普通'])
    await editor.api('PUT', `${path}/items/${at('a').id}`, { values: { count: 20 } })
    // Nothing that was stored comes back into a field that is computed.
    const formula = fields.find(({ key }) => key === 'level')?.formula
    const written = await editor.api('PUT', `${path}/items/${at('b').id}`, { values: { level: '大客户' } })
    expect(written.status).toBe(200)
    expect(await preview('level', { type: 'formula', formula })).toMatchObject({
      values: 5,
      changed: 1,
      lost: 1,
      sample: [{ name: 'b', before: '大客户', after: '普通' }],
    })
    expect((await change('level', { type: 'formula', formula })).status).toBe(409)
    expect((await change('level', { type: 'formula', formula, lose: 1 })).status).toBe(200)
    expect(await valuesOf('level')).toEqual(['大客户', '普通', '大客户', '普通'])
    const { rows: stored } = await app.database.db.execute(sql`select count(*)::int as n from items where "values" ? 'level'`)
    expect(stored).toEqual([{ n: 0 }])
    const undone = await editor.api('POST', `/api/v1/change-sets/${written.headers.get('change-set')}/undo`, {})
    expect([undone.status, ErrorEnvelope.parse(undone.body).error.code]).toEqual([409, 'CHANGE_SET_CONFLICTS'])
    expect(set).not.toBeNull()
  })

  it('is computed by what its formula says now', async () => {
    const answer = await change('total', { formula: 'price * count * 2', currency: 'USD' })
    expect(CollectionEnvelope.parse(answer.body).data.fields.find(({ key }) => key === 'total')).toMatchObject({
      result: 'number',
      currency: 'USD',
      formula: 'price * count * 2',
    })
    expect(await valuesOf('total')).toEqual([400, 0.6, 240, undefined])
    // Others are of another type with it.
    expect((await change('level', { formula: 'total + 1' })).status).toBe(200)
    expect(await valuesOf('level')).toEqual([401, 1.6, 241, undefined])
    expect(await names({ filter: 'level > 200', sort: '-level' })).toBe('ac')
    expect((await change('price', { name: '新单价' })).status).toBe(200)
    expect((await change('total', { formula: 'title', lose: 0 })).status).toBe(422)
    expect(await preview('count', { type: 'currency' })).toMatchObject({ lost: 0 })
    expect((await change('count', { type: 'currency' })).status).toBe(200)
  })
})

describe('an index on demand', () => {
  it('is made of the same expression', async () => {
    const { body } = await editor.api('POST', '/api/v1/collections', {
      name: 'Long',
      slug: 'long',
      fields: [
        { key: 'amount', name: 'Amount', type: 'number' },
        { key: 'day', name: 'Day', type: 'date' },
        { key: 'twice', name: 'Twice', type: 'formula', formula: 'amount * 2 + 0.5' },
        { key: 'words', name: 'Words', type: 'formula', formula: "'it\\'s ' & amount & \"\\\\\"" },
        { key: 'next', name: 'Next', type: 'formula', formula: 'DATEADD(day, 1, "months")' },
      ],
    })
    const { id } = CollectionEnvelope.parse(body).data
    await app.database.db.execute(sql`
      insert into items (id, collection_id, name, "values", created_at, created_by, updated_by)
      select ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${id}::uuid, 'Row ' || n,
        jsonb_build_object('amount', n, 'day', to_char(date '2026-01-01' + (n % 700), 'YYYY-MM-DD')),
        timestamptz '2026-01-01' + n * interval '1 second', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001'
      from generate_series(1, 12000) n`)
    const list = async (query: Record<string, string>) => {
      const answer = await editor.api('GET', `/api/v1/collections/long/items?${new URLSearchParams({ limit: '20', ...query }).toString()}`)
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return CollectionItemPageEnvelope.parse(answer.body).data.items.map(({ name }) => name)
    }
    const questions = [
      { filter: 'twice = 2000.5' },
      { filter: 'twice < 5' },
      { filter: `words = "it's 77\\\\"` },
      { filter: 'next = 2026-02-28', sort: 'twice' },
      { sort: '-twice' },
      { sort: 'words' },
      { sort: '-next' },
    ]
    const ask = async () => await Promise.all(questions.map(list))
    const before = await ask()
    expect(before.slice(0, 3)).toEqual([['Row 1000'], ['Row 2', 'Row 1'], ['Row 77']])
    for (;;) {
      const { rows: found } = await app.database.db.execute(
        sql`select indexname from pg_indexes where tablename = 'items' and starts_with(indexname, 'item_field_')`,
      )
      if (found.length === 3) break
    }
    expect(await ask()).toEqual(before)
    const { rows: plan } = await app.database.db.execute(sql`
      explain select id from items where collection_id = ${sql.raw(`'${id}'::uuid`)} and deleted_at is null
        and coalesce(formula_number((((case when jsonb_typeof(("items"."values" -> 'amount')) = 'number' and length(("items"."values" ->> 'amount')) <= 40 then ("items"."values" -> 'amount')::numeric end) * 2::numeric) + 0.5::numeric)), '-infinity'::numeric) = 2000.5`)
    expect(JSON.stringify(plan)).toContain('item_field_')
    // Another formula is another index.
    const was = await app.database.db.execute(sql`select indexname from pg_indexes where starts_with(indexname, 'item_field_') and indexdef like '%0.5%'`)
    expect(was.rows).toHaveLength(1)
    expect((await editor.api('PUT', '/api/v1/collections/long/fields/twice', { formula: 'amount * 3' })).status).toBe(200)
    expect(await list({ filter: 'twice = 3000' })).toEqual(['Row 1000'])
    for (;;) {
      const now = await app.database.db.execute(sql`select indexname from pg_indexes where starts_with(indexname, 'item_field_') and indexdef like '%0.5%'`)
      if (now.rows.length === 0) break
    }
    expect(await list({ filter: 'twice = 3000' })).toEqual(['Row 1000'])
  })
})
