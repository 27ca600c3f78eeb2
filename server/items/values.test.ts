import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope, ItemHistoryEnvelope } from '#shared/items.ts'
import { newId } from '../db/id.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let slug: string
let path: string
let other: string
const fields = [
  { name: 'Title', type: 'text', key: 'title' },
  { name: 'Notes', type: 'long_text', key: 'notes' },
  { name: 'Count', type: 'number', key: 'count', decimals: 2, min: -5, max: 1000 },
  { name: 'Price', type: 'currency', key: 'price', currency: 'JPY' },
  { name: 'Due', type: 'date', key: 'due' },
  { name: 'At', type: 'date_time', key: 'at' },
  { name: 'Done', type: 'checkbox', key: 'done' },
  { name: '状态', type: 'select', key: 'state', choices: [{ label: '进行中' }, { label: '完成' }] },
  { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }, { label: 'b' }] },
  { name: 'Site', type: 'url', key: 'site' },
  { name: 'Mail', type: 'email', key: 'mail' },
  { name: 'Owner', type: 'person', key: 'owner' },
  { name: 'Links', type: 'relation', key: 'links', collection: 'items', multiple: true },
]

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const made = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Everything', fields })).body).data
  slug = made.slug
  path = `/api/v1/collections/${slug}/items`
  other = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Other' })).body).data.slug
})
afterAll(() => app.close())

const itemOf = (answer: { body: unknown }): CollectionItem => CollectionItemEnvelope.parse(answer.body).data
const create = async (values: object, name = 'x') => itemOf(await editor.api('POST', path, { name, values }))
const wrong = async (values: object) => {
  const answer = await editor.api('POST', path, { name: 'x', values }, { 'Accept-Language': 'en' })
  return [answer.status, ErrorEnvelope.parse(answer.body).error.details.map((detail) => detail.path)]
}

describe('values', () => {
  it('of each type are kept as they are', async () => {
    const record = itemOf(await editor.api('POST', '/api/v1/collections/items/items', { name: 'linked' }))
    const values = {
      title: '季度报告',
      notes: 'two\nlines',
      count: 0.1,
      price: 1200,
      due: '2026-02-28',
      at: '2026-11-29T12:00:00.000Z',
      done: false,
      state: '进行中',
      tags: ['b', 'a'],
      site: 'https://example.com/中?q=1',
      mail: 'a@例子.中国',
      owner: [editor.id],
      links: [record.id],
    }
    const made = await create(values)
    expect(made.values).toEqual(values)
    expect(itemOf(await editor.api('GET', `${path}/${made.id}`))).toEqual(made)
    expect((await create({ at: '2026-11-29T20:00:00+08:00' })).values).toEqual({ at: '2026-11-29T12:00:00.000Z' })
  })

  it('of a number have as many digits as anybody reads right', async () => {
    for (const count of [0, -5, 0.1, 999.99]) expect((await create({ count })).values).toEqual({ count })
    const { slug: numbers } = CollectionEnvelope.parse(
      (await editor.api('POST', '/api/v1/collections', { name: 'Numbers', fields: [{ name: 'n', type: 'number' }] })).body,
    ).data
    const status = async (n: number) => (await editor.api('POST', `/api/v1/collections/${numbers}/items`, { name: 'x', values: { n } })).status
    for (const n of [123456789012345, -0.00000001, 12345678.1234567]) expect(await status(n), String(n)).toBe(201)
    for (const n of [1234567890123456, 0.000000001, 123456789.12345678]) expect(await status(n), String(n)).toBe(422)
  })

  it.each([
    [{ title: 'two\nlines' }, 'title'],
    [{ title: '' }, 'title'],
    [{ title: 5 }, 'title'],
    [{ count: '5' }, 'count'],
    [{ count: 0.001 }, 'count'],
    [{ count: 1001 }, 'count'],
    [{ count: 1e300 }, 'count'],
    [{ price: 0.5 }, 'price'],
    [{ price: 10 ** 15 }, 'price'],
    [{ due: '2026-02-30' }, 'due'],
    [{ due: '29.11.2026' }, 'due'],
    [{ due: '0000-01-01' }, 'due'],
    [{ at: '2026-11-29 12:00' }, 'at'],
    [{ at: '2026-02-30T00:00:00Z' }, 'at'],
    [{ done: 'true' }, 'done'],
    [{ state: '没有' }, 'state'],
    [{ tags: ['a', 'a'] }, 'tags'],
    [{ tags: [] }, 'tags'],
    [{ tags: ['c'] }, 'tags.0'],
    [{ site: 'javascript:alert(1)' }, 'site'],
    [{ mail: 'nobody' }, 'mail'],
    [{ owner: [newId()] }, 'owner.0'],
    [{ links: [newId()] }, 'links.0'],
    [{ links: 'x' }, 'links'],
    [{ nothing: 1 }, 'nothing'],
    [{ constructor: 1 }, 'constructor'],
  ])('that are none are refused: %j', async (values, where) => {
    expect(await wrong(values)).toEqual([422, [`values.${where}`]])
  })

  it('change one by one, and are cleared by null', async () => {
    const { id } = await create({ title: 'a', count: 1 })
    const put = (body: object, headers = {}) => editor.api('PUT', `${path}/${id}`, body, headers)
    expect(itemOf(await put({ values: { count: 2 } })).values).toEqual({ title: 'a', count: 2 })
    expect(itemOf(await put({ values: { title: null } }))).toMatchObject({ name: 'x', values: { count: 2 }, version: 3 })
    expect(itemOf(await put({ values: { count: 2 } })).version).toBe(3)
    expect(itemOf(await put({ name: 'y' })).values).toEqual({ count: 2 })
    expect((await put({ values: { count: 3 } }, { 'If-Match': '"1"' })).status).toBe(412)
    await Promise.all(fields.slice(0, 2).map(({ key }) => put({ values: { [key]: key } })))
    expect(itemOf(await editor.api('GET', `${path}/${id}`)).values).toEqual({ count: 2, title: 'title', notes: 'notes' })
    const { changes } = ItemHistoryEnvelope.parse((await editor.api('GET', `${path}/${id}/history`)).body).data
    expect(changes.at(-1)?.after.values).toEqual({ title: 'a', count: 1 })
  })

  it('are found by their words, and counted with their collection alone', async () => {
    await create({ notes: '会议纪要：犀牛' }, '甲')
    await create({ state: '完成', tags: ['b'] }, '乙 犀牛')
    const page = async (query: string, at = path) => CollectionItemPageEnvelope.parse((await editor.api('GET', `${at}?${query}`)).body).data
    expect((await page('q=犀牛&sort=name')).items.map(({ name }) => name)).toEqual(['甲', '乙 犀牛'])
    expect((await page('q=犀牛', `/api/v1/collections/${other}/items`)).items).toEqual([])
    expect(await page('', `/api/v1/collections/${other}/items`)).toEqual({ items: [], total: 0, total_is_exact: true, next_cursor: null })
    const { rows } = await app.database.db.execute<{ n: number }>(
      sql`select count(*)::int as n from items i join collections c on c.id = i.collection_id where c.slug = ${slug} and i.deleted_at is null`,
    )
    expect((await page('limit=1')).total).toBe(rows[0]?.n)
  })

  it('belong to their collection, and are nothing that the contract knows of', async () => {
    const { id } = await create({ title: 'here' })
    for (const at of ['/api/v1/items', `/api/v1/collections/${other}/items`]) {
      expect((await editor.api('GET', `${at}/${id}`)).status).toBe(404)
      expect((await editor.api('PUT', `${at}/${id}`, { name: 'taken' })).status).toBe(404)
      expect((await editor.api('DELETE', `${at}/${id}`)).status).toBe(404)
    }
    expect((await editor.api('DELETE', `${path}/${id}`)).status).toBe(200)
    expect((await editor.api('GET', `${path}/${id}`)).status).toBe(404)
    expect(itemOf(await editor.api('POST', `${path}/${id}/restore`)).values).toEqual({ title: 'here' })
    const item = await editor.api('POST', '/api/v1/items', { name: 'plain' })
    expect(Object.keys(z.object({ data: z.looseObject({}) }).parse(item.body).data).sort()).toEqual([
      'created_at',
      'description',
      'id',
      'name',
      'updated_at',
      'version',
    ])
  })

  it('that are required are', async () => {
    const strict = CollectionEnvelope.parse(
      (await editor.api('POST', '/api/v1/collections', { name: 'Strict', fields: [{ name: 'a', type: 'text', required: true }] })).body,
    ).data
    const at = `/api/v1/collections/${strict.slug}/items`
    expect((await editor.api('POST', at, { name: 'x' })).status).toBe(422)
    const made = itemOf(await editor.api('POST', at, { name: 'x', values: { a: 'y' } }))
    expect((await editor.api('PUT', `${at}/${made.id}`, { values: { a: null } })).status).toBe(422)
    expect((await editor.api('PUT', `${at}/${made.id}`, { name: 'z' })).status).toBe(200)
  })
})
