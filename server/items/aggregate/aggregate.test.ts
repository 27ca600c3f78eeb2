import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AggregateEnvelope, EXAMINED_MAX, FacetsEnvelope, HISTOGRAM_PARTS } from '#shared/aggregates.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'
import { withDeadline } from './examine.ts'

let app: TestApp
let editor: Person
let path: string
let collection: string

const fields = [
  { name: 'Title', type: 'text', key: 'title' },
  { name: 'Price', type: 'currency', key: 'price' },
  { name: 'Rate', type: 'number', key: 'rate' },
  { name: 'Due', type: 'date', key: 'due' },
  { name: 'At', type: 'date_time', key: 'at' },
  { name: 'Done', type: 'checkbox', key: 'done' },
  { name: 'State', type: 'select', key: 'state', choices: [{ label: '进行中' }, { label: '完成' }] },
  { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] },
  { name: 'Owner', type: 'person', key: 'owner' },
  { name: 'Notes', type: 'long_text', key: 'notes' },
  { name: 'Link', type: 'url', key: 'link' },
]

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const made = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Figures', fields })).body).data
  collection = made.id
  path = `/api/v1/collections/${made.slug}/items`
  for (const [name, values] of [
    [
      'one',
      { title: 'x', price: 0.1, rate: 999_999_999_999.125, due: '2026-01-31', at: '2026-01-31T23:30:00-02:00', done: true, state: '进行中', tags: ['a', 'b'] },
    ],
    ['two', { title: 'x', price: 0.2, rate: 0.125, due: '2026-02-01', at: '2026-06-30T12:00:00Z', done: false, state: '完成', tags: ['b'] }],
    ['three', { title: '季度', price: 0.3, due: '2026-02-28', owner: [editor.id] }],
    ['four 报告', {}],
  ] as const)
    expect((await editor.api('POST', path, { name, values })).status).toBe(201)
  const { body } = await editor.api('POST', path, { name: 'gone', values: { price: 1000 } })
  const { data } = Object(body)
  await editor.api('DELETE', `${path}/${data.id}`)
  // The same keys, of other types: nobody may stumble over them.
  const other = CollectionEnvelope.parse(
    (await editor.api('POST', '/api/v1/collections', { name: 'Other', fields: [{ name: 'Due', type: 'text', key: 'due' }] })).body,
  ).data
  await editor.api('POST', `/api/v1/collections/${other.slug}/items`, { name: 'other', values: { due: 'never' } })
})
afterAll(() => app.close())

const read = (which: string, query: Record<string, string>, headers: Record<string, string> = {}) =>
  editor.api('GET', `${path}/${which}?${new URLSearchParams(query).toString()}`, undefined, headers)
const aggregate = async (query: Record<string, string>, headers?: Record<string, string>) =>
  AggregateEnvelope.parse((await read('aggregate', query, headers)).body).data
const facets = async (query: Record<string, string>) => FacetsEnvelope.parse((await read('facets', query)).body).data

describe('figures of a list', () => {
  it('are exact, of every type', async () => {
    expect(await aggregate({ fields: 'title,price,rate,due,at,done,tags,owner,description,name' })).toEqual({
      count: 4,
      exact: true,
      examined: 4,
      fields: {
        title: { filled: 3, empty: 1 },
        price: { filled: 3, empty: 1, sum: '0.6', avg: '0.2', min: 0.1, max: 0.3 },
        rate: { filled: 2, empty: 2, sum: '999999999999.25', avg: '499999999999.625', min: 0.125, max: 999_999_999_999.125 },
        due: { filled: 3, empty: 1, min: '2026-01-31', max: '2026-02-28' },
        at: { filled: 2, empty: 2, min: '2026-02-01T01:30:00.000Z', max: '2026-06-30T12:00:00.000Z' },
        done: { filled: 4, empty: 0, checked: 1 },
        tags: { filled: 2, empty: 2 },
        owner: { filled: 1, empty: 3 },
        description: { filled: 0, empty: 4 },
        name: { filled: 4, empty: 0 },
      },
      groups: null,
      more_groups: false,
    })
    expect(await aggregate({})).toMatchObject({ count: 4, fields: {} })
  })

  it('follow filter and words', async () => {
    expect(await aggregate({ filter: 'price > 0.15', fields: 'price' })).toMatchObject({ count: 2, exact: true, fields: { price: { sum: '0.5' } } })
    expect(await aggregate({ q: '报告', fields: 'price' })).toMatchObject({ count: 1, fields: { price: { filled: 0, sum: null, avg: null, min: null } } })
    expect(await aggregate({ q: 'x', filter: 'done = true' })).toMatchObject({ count: 1, exact: true })
    expect(await aggregate({ filter: 'name = nothing', fields: 'price,done', group: 'state' })).toMatchObject({ count: 0, groups: [] })
  })

  it.each([
    [
      'state',
      undefined,
      [
        [null, 2],
        ['完成', 1],
        ['进行中', 1],
      ],
    ],
    [
      'tags',
      undefined,
      [
        ['b', 2],
        [null, 2],
        ['a', 1],
      ],
    ],
    [
      'done',
      undefined,
      [
        [false, 3],
        [true, 1],
      ],
    ],
    [
      'due',
      'month',
      [
        ['2026-02-01', 2],
        ['2026-01-01', 1],
        [null, 1],
      ],
    ],
    [
      'due',
      'week',
      [
        ['2026-01-26', 2],
        ['2026-02-23', 1],
        [null, 1],
      ],
    ],
    [
      'due',
      'day',
      [
        ['2026-01-31', 1],
        ['2026-02-01', 1],
        ['2026-02-28', 1],
        [null, 1],
      ],
    ],
    [
      'at',
      'quarter',
      [
        [null, 2],
        ['2026-01-01', 1],
        ['2026-04-01', 1],
      ],
    ],
    [
      'at',
      'year',
      [
        ['2026-01-01', 2],
        [null, 2],
      ],
    ],
    [
      'title',
      undefined,
      [
        ['x', 2],
        ['季度', 1],
        [null, 1],
      ],
    ],
  ] as const)('are grouped by %s, %s', async (group, by, expected) => {
    const { groups } = await aggregate({ group, ...(by ? { by } : {}), fields: 'price' })
    const plain = (pairs: readonly (readonly [unknown, number])[]) => pairs.map((pair) => JSON.stringify(pair)).toSorted()
    expect(plain((groups ?? []).map(({ value, count }) => [value, count]))).toEqual(plain(expected))
    const counts = groups?.map(({ count }) => count) ?? []
    expect(counts).toEqual(counts.toSorted((one, other) => other - one))
  })

  it('are those of each group too', async () => {
    const { groups, more_groups } = await aggregate({ group: 'tags', fields: 'price', filter: 'not tags empty', limit: '1' })
    expect(groups).toEqual([{ value: 'b', count: 2, fields: { price: { filled: 2, empty: 0, sum: '0.3', avg: '0.15', min: 0.1, max: 0.2 } } }])
    expect(more_groups).toBe(true)
    expect((await aggregate({ group: 'owner' })).groups).toContainEqual({ value: editor.id, count: 1, fields: {} })
  })

  it('are those of periods of the zone that is asked for', async () => {
    const days = async (group: string, zone: string) => (await aggregate({ group, by: 'day', zone })).groups?.map(({ value }) => value)
    expect(await days('at', 'UTC')).toContain('2026-02-01')
    expect(await days('at', 'America/New_York')).toContain('2026-01-31')
    expect(await days('due', 'America/New_York')).toEqual(await days('due', 'UTC'))
  })

  it('are the latest periods where they are asked for, not those of most rows', async () => {
    const ids = []
    for (const due of ['2030-05-01', '2031-06-02', '2031-06-03']) {
      const { body } = await editor.api('POST', path, { name: 'later', values: { due } })
      ids.push(Object(body).data.id)
    }
    const months = async (order: string, limit: string) => (await aggregate({ group: 'due', by: 'month', order, limit })).groups?.map(({ value }) => value)
    const [latest, most] = [await months('latest', '3'), await months('rows', '1')]
    const { groups } = await aggregate({ group: 'due', by: 'month', order: 'latest' })
    for (const id of ids) await editor.api('DELETE', `${path}/${id}`)
    expect(latest).toEqual(['2031-06-01', '2030-05-01', '2026-02-01'])
    expect(most).not.toEqual(['2030-05-01'])
    // What has no day is no period, and comes last.
    expect(groups?.at(-1)?.value).toBeNull()
  })

  it('are those of texts by their beginning', async () => {
    const ids = []
    for (const end of ['a', 'b']) {
      const { body } = await editor.api('POST', path, { name: 'long', values: { link: `https://example.com/${'长'.repeat(500)}${end}` } })
      ids.push(Object(body).data.id)
    }
    const { groups } = await aggregate({ group: 'link', filter: 'not link empty' })
    for (const id of ids) await editor.api('DELETE', `${path}/${id}`)
    expect(groups).toEqual([{ value: `https://example.com/${'长'.repeat(180)}`, count: 2, fields: {} }])
  })

  it('tell which values there are, and how numbers are spread', async () => {
    const { fields: found, ...rest } = await facets({ fields: 'state,tags,done,title,price,due,owner' })
    expect(rest).toEqual({ count: 4, examined: 4, exact: true })
    expect(found.state).toEqual({
      empty: 2,
      values: [
        { value: '完成', count: 1 },
        { value: '进行中', count: 1 },
      ],
      more: false,
      histogram: null,
    })
    expect(found.tags).toMatchObject({
      empty: 2,
      values: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ],
    })
    expect(found.done).toMatchObject({
      empty: 0,
      values: [
        { value: false, count: 3 },
        { value: true, count: 1 },
      ],
    })
    expect(found.title).toMatchObject({
      empty: 1,
      values: [
        { value: 'x', count: 2 },
        { value: '季度', count: 1 },
      ],
    })
    expect(found.owner).toMatchObject({ empty: 3, values: [{ value: editor.id, count: 1 }] })
    expect(found.price?.histogram).toHaveLength(HISTOGRAM_PARTS)
    expect(found.price?.histogram?.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    expect(found.price?.histogram?.[0]).toEqual({ from: 0.1, to: expect.closeTo(0.116667, 5), count: 1 })
    expect(found.due?.histogram?.at(-1)).toMatchObject({ to: '2026-02-28', count: 1 })
    const some = await facets({ fields: 'title', filter: 'price < 0.25', limit: '1' })
    expect(some.fields.title).toEqual({ empty: 0, values: [{ value: 'x', count: 2 }], more: false, histogram: null })
    expect((await facets({ fields: 'state', limit: '1' })).fields.state?.more).toBe(true)
  })

  it('are refused where they cannot be', async () => {
    for (const [which, query, status] of [
      ['aggregate', { fields: 'ghost' }, 422],
      ['aggregate', { group: 'ghost' }, 422],
      ['aggregate', { group: 'state', by: 'day' }, 422],
      ['aggregate', { group: 'notes' }, 422],
      ['aggregate', { group: 'description' }, 422],
      ['aggregate', { group: 'at', zone: 'Nowhere/Else' }, 422],
      ['aggregate', { group: 'at', zone: '+08:00' }, 400],
      // Known to the program, but not to the database.
      ['aggregate', { group: 'at', zone: 'AET' }, 422],
      ['aggregate', { group: 'state', order: 'latest' }, 422],
      ['aggregate', { fields: 'price,price' }, 422],
      ['aggregate', { fields: "price'" }, 400],
      ['aggregate', { filter: 'price >' }, 400],
      ['aggregate', { filter: 'ghost = 1' }, 422],
      ['aggregate', { limit: '0' }, 422],
      ['facets', {}, 400],
      ['facets', { fields: Array.from({ length: 21 }, (_, at) => `f${at}`).join(',') }, 422],
    ] as const)
      expect([which, query, (await read(which, query)).status]).toEqual([which, query, status])
    expect((await editor.api('GET', '/api/v1/collections/no-such/items/aggregate')).status).toBe(404)
  })

  it('of one request share a deadline, however many statements they take', async () => {
    let asked = 0
    const many = withDeadline(
      app.database.db,
      false,
      async (ask) => {
        // Each of them is far below the deadline; all of them take ten times as long.
        while (asked < 100) {
          await ask(sql`select pg_sleep(0.05)`)
          asked += 1
        }
      },
      500,
    )
    // From the database itself, or instead of asking it.
    const error = await many.catch((reason: unknown) => reason)
    expect([Object(error).code, Object(error).cause?.code]).toContain('DATABASE_TIMEOUT')
    expect(asked).toBeLessThan(100)
  })

  it('of a long list are those of its newest rows, unless all are asked for', async () => {
    // Older than all others.
    await app.database.db.transaction(async (tx) => {
      // Without the audit of each, which takes most of the time; what the triggers count is counted here.
      await tx.execute(sql`set local session_replication_role = replica`)
      for (let n = 0; n < EXAMINED_MAX; n += 10_000)
        await tx.execute(sql`
          insert into items (id, collection_id, name, "values", created_at, created_by, updated_by)
          select gen_random_uuid(), ${collection}::uuid, 'old', '{"price": 1, "state": "完成"}', '2020-01-01'::timestamptz + n * interval '1 second', ${editor.id}::uuid, ${editor.id}::uuid
          from generate_series(${n}::int + 1, ${n}::int + 10000) as n`)
      await tx.execute(sql`
        insert into item_counts (collection_id, slot, live) values (${collection}::uuid, 99, ${EXAMINED_MAX})`)
    })
    const some = await aggregate({ fields: 'price', group: 'state' })
    expect(some).toMatchObject({ count: EXAMINED_MAX, examined: EXAMINED_MAX, exact: false, fields: { price: { sum: `${EXAMINED_MAX - 4}.6` } } })
    expect(some.groups?.[0]).toMatchObject({ value: '完成', count: EXAMINED_MAX - 3 })
    expect(await facets({ fields: 'state' })).toMatchObject({ exact: false, count: EXAMINED_MAX })
    const whole = await aggregate({ group: 'state' }, { Prefer: 'count=exact' })
    expect(whole).toMatchObject({ exact: true, groups: [{ value: '完成', count: EXAMINED_MAX + 1 }, { value: null }, { value: '进行中' }] })
    const all = await aggregate({ fields: 'price' }, { Prefer: 'count=exact' })
    expect(all).toMatchObject({ count: EXAMINED_MAX + 4, exact: true, fields: { price: { sum: `${EXAMINED_MAX}.6` } } })
    // Words have an index of their own: few are found wherever they are.
    expect(await aggregate({ q: '报告' })).toMatchObject({ count: 1, exact: true })
    expect(await aggregate({ q: 'old' })).toMatchObject({ count: EXAMINED_MAX, exact: true })
  })
})
