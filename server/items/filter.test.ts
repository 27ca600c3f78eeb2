import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let path: string

const fields = [
  { name: 'Title', type: 'text', key: 'title' },
  { name: 'Count', type: 'number', key: 'count' },
  { name: 'Due', type: 'date', key: 'due' },
  { name: 'At', type: 'date_time', key: 'at' },
  { name: 'Done', type: 'checkbox', key: 'done' },
  { name: 'State', type: 'select', key: 'state', choices: [{ label: '进行中' }, { label: '完成' }] },
  { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] },
  { name: 'Owner', type: 'person', key: 'owner' },
]

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const { slug } = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Filtered', fields })).body).data
  // The same keys, of other types: nobody may stumble over them.
  const others = [
    { name: 'Count', type: 'text', key: 'count' },
    { name: 'Tags', type: 'text', key: 'tags' },
  ]
  const { slug: other } = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Other', fields: others })).body).data
  await editor.api('POST', `/api/v1/collections/${other}/items`, { name: 'other', values: { count: 'none', tags: 'a' } })
  path = `/api/v1/collections/${slug}/items`
  for (const [name, values] of [
    ['one', { title: 'Alpha "x"', count: 1, due: '2026-01-01', at: '2026-01-01T08:00:00+08:00', done: true, state: '进行中', tags: ['a', 'b'] }],
    ['two', { title: 'beta', count: 2.5, due: '2026-06-30', at: '2026-06-30T12:00:00Z', done: false, state: '完成', tags: ['c'] }],
    ['three', { title: '季度报告', count: -3, due: '2027-01-01', owner: [editor.id] }],
    ['four', {}],
  ] as const)
    CollectionItemEnvelope.parse((await editor.api('POST', path, { name, values })).body)
})
afterAll(() => app.close())

const get = (filter: string, more = '') =>
  editor.api('GET', `${path}?sort=created_at&filter=${encodeURIComponent(filter)}${more}`, undefined, { 'Accept-Language': 'en' })
const find = async (filter: string) => CollectionItemPageEnvelope.parse((await get(filter)).body).data.items.map(({ name }) => name)

describe('a filter', () => {
  it('finds a name by all of it, however long', async () => {
    const long = '很长的名称'.repeat(51)
    const { id } = CollectionItemEnvelope.parse((await editor.api('POST', path, { name: long, values: {} })).body).data
    for (const filter of [`name = "${long}"`, `name in ("${long}", "x")`, `name starts "${long.slice(0, 230)}"`]) expect(await find(filter)).toEqual([long])
    expect(await find(`name = "${long.slice(0, 254)}"`)).toEqual([])
    await editor.api('DELETE', `${path}/${id}`)
  })

  it.each([
    ['title = "Alpha \\"x\\""', ['one']],
    ['title contains ALPHA', ['one']],
    ['title starts 季度', ['three']],
    ['title in (beta, 季度报告)', ['two', 'three']],
    ['title != beta', ['one', 'three', 'four']],
    ['title empty', ['four']],
    ['count > 1', ['two']],
    ['count >= -3 and count <= 1', ['one', 'three']],
    ['count in (1, 2.5)', ['one', 'two']],
    ['not count = 1', ['two', 'three', 'four']],
    ['count empty', ['four']],
    ['due < 2026-06-30', ['one']],
    ['due = 2026-06-30', ['two']],
    ['at = 2026-01-01', ['one']],
    ['at > 2026-01-01T00:00:00Z', ['two']],
    ['done = true', ['one']],
    ['done = false', ['two', 'three', 'four']],
    ['state = 进行中', ['one']],
    ['state != 进行中', ['two', 'three', 'four']],
    ['tags any (a, c)', ['one', 'two']],
    ['tags all (a, b)', ['one']],
    ['tags = b', ['one']],
    ['tags empty', ['three', 'four']],
    ['name = one or (count < 0 and not due empty)', ['one', 'three']],
    ['description empty and created_at > 2020-01-01', ['one', 'two', 'three', 'four']],
    ['created_at < 2020-01-01', []],
    ['{"or":[{"field":"count","op":"=","value":1},{"field":"count","op":"empty"}]}', ['one', 'four']],
  ])('%s', async (filter, names) => expect(await find(filter)).toEqual(names))

  it('of persons', async () => {
    expect(await find(`owner any ("${editor.id}")`)).toEqual(['three'])
    expect(await find(`created_by = "${editor.id}"`)).toHaveLength(4)
  })

  it('goes with words, pages and counts', async () => {
    const first = CollectionItemPageEnvelope.parse((await get('not count empty', '&limit=2')).body).data
    expect([first.items.map(({ name }) => name), first.total]).toEqual([['one', 'two'], 3])
    const second = CollectionItemPageEnvelope.parse((await get('not count empty', `&limit=2&cursor=${first.next_cursor}`)).body).data
    expect([second.items.map(({ name }) => name), second.next_cursor]).toEqual([['three'], null])
    expect((await get('count empty', `&cursor=${first.next_cursor}`)).status).toBe(400)
    expect(CollectionItemPageEnvelope.parse((await get('count < 0', '&q=报告')).body).data.items).toHaveLength(1)
    expect(CollectionItemPageEnvelope.parse((await get('count > 0', '&q=报告')).body).data.items).toHaveLength(0)
  })

  it.each([
    ['nothing = 1', 422],
    ['constructor = 1', 422],
    ['count contains 1', 422],
    ['count = x', 422],
    ['count = (1, 2)', 422],
    ['done = 1', 422],
    ['due = 2026-02-30', 422],
    ['created_by = me', 422],
    ['count', 400],
    ['{"field":"count"}', 400],
    ['{"field":"count","op":"="}', 422],
    ['{', 400],
    ['{"and":[]}', 400],
    [`${'('.repeat(500)}count = 1`, 400],
    ['title = "a\\b"', 400],
  ])('that cannot be is refused: %s', async (filter, status) => {
    const answer = await get(filter)
    expect(answer.status).toBe(status)
    expect(ErrorEnvelope.parse(answer.body).error.details).toMatchObject([{ path: 'filter' }])
  })

  it('holds for the contract’s items by what they have', async () => {
    await editor.api('POST', '/api/v1/items', { name: 'plain', description: 'a' })
    const names = async (filter: string) =>
      CollectionItemPageEnvelope.parse({
        ...Object((await editor.api('GET', `/api/v1/collections/items/items?filter=${encodeURIComponent(filter)}`)).body),
      }).data.items.map(({ name }) => name)
    expect(await names('name = plain and description = a')).toEqual(['plain'])
    expect((await editor.api('GET', `/api/v1/items?filter=${encodeURIComponent('name = plain')}`)).status).toBe(200)
    expect((await editor.api('GET', `/api/v1/items?filter=${encodeURIComponent('count = 1')}`)).status).toBe(422)
  })
})
