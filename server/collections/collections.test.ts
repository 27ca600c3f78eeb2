import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Collection, CollectionEnvelope, CollectionsEnvelope, ITEMS } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
})
afterAll(() => app.close())

const path = '/api/v1/collections'
const make = async (body: object): Promise<Collection> => CollectionEnvelope.parse((await editor.api('POST', path, body)).body).data
const refused = async (body: object, at = path, headers = {}) => {
  const answer = await editor.api('POST', at, body, { 'Accept-Language': 'en', ...headers })
  const { code, details } = ErrorEnvelope.parse(answer.body).error
  return [answer.status, code, details.map((detail) => detail.path)]
}

describe('collections', () => {
  it('begin with the items', async () => {
    const { collections } = CollectionsEnvelope.parse((await editor.api('GET', path)).body).data
    expect(collections[0]).toMatchObject({ slug: ITEMS, fields: [], version: 1 })
  })

  it('have an address made of their name, that nobody else has', async () => {
    expect((await make({ name: 'Key Accounts' })).slug).toBe('key-accounts')
    expect((await make({ name: 'Key  Äccounts!' })).slug).toBe('key-accounts-2')
    expect((await make({ name: '客户' })).slug).toBe('collection-1')
    expect((await make({ name: '2026 年' })).slug).toBe('collection-2')
    expect((await make({ name: 'x', slug: 'deals' })).slug).toBe('deals')
    expect(await refused({ name: 'x', slug: 'deals' })).toEqual([409, 'COLLECTION_TAKEN', ['slug']])
    for (const slug of ['Deals', '-a', 'a--b', 'a_b', '', '季度']) expect((await refused({ name: 'x', slug }))[0]).toBe(422)
  })

  it('have fields of each type, with its settings and no others', async () => {
    const made = await make({
      name: 'Projects',
      fields: [
        { name: 'Budget', type: 'currency', currency: 'CNY', min: 0 },
        { name: '截止日期', type: 'date', required: true },
        { name: 'Status', type: 'select', choices: [{ label: '进行中', color: 'blue' }, { label: '完成' }] },
        { name: 'Budget', type: 'number', decimals: 2, min: null },
        { name: 'Client', type: 'relation', collection: ITEMS, multiple: true },
        { name: 'Name', type: 'text', key: 'label' },
      ],
    })
    expect(made.fields.map(({ key }) => key)).toEqual(['budget', 'field_1', 'status', 'budget_2', 'client', 'label'])
    expect(made.fields[2]).toMatchObject({
      required: false,
      description: null,
      choices: [
        { label: '进行中', color: 'blue' },
        { label: '完成', color: 'gray' },
      ],
    })
    expect(made.fields[1]).not.toHaveProperty('choices')
    const read = await editor.api('GET', `${path}/${made.slug}`)
    expect(CollectionEnvelope.parse(read.body).data).toEqual(made)
    for (const [field, where] of [
      [{ name: 'a', type: 'date', choices: [] }, 'choices'],
      [{ name: 'a', type: 'relation' }, 'collection'],
      [{ name: 'a', type: 'number', min: 2, max: 1 }, 'max'],
      [{ name: 'a', type: 'select', choices: [{ label: 'x' }, { label: 'x' }] }, 'choices'],
      [{ name: ' ', type: 'text' }, 'name'],
      [{ name: 'a', type: 'text', key: 'id' }, 'key'],
      [{ name: 'a', type: 'text', key: 'budget' }, 'key'],
    ] as const)
      expect(await refused(field, `${path}/${made.slug}/fields`), JSON.stringify(field)).toEqual([422, 'VALIDATION_FAILED', [where]])
    expect(await refused({ name: 'a', type: 'relation', collection: 'nowhere' }, `${path}/${made.slug}/fields`)).toEqual([404, 'COLLECTION_NOT_FOUND', []])
  })

  it('change by whoever has seen how they are', async () => {
    const { slug } = await make({
      name: 'Changing',
      fields: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'text' },
      ],
    })
    const put = (body: object, version: number) => editor.api('PUT', `${path}/${slug}`, body, { 'If-Match': `"${version}"` })
    const changed = CollectionEnvelope.parse((await put({ field_order: ['b', 'a'], name: '变化' }, 1)).body).data
    expect([changed.name, changed.version, changed.fields.map(({ key }) => key)]).toEqual(['变化', 2, ['b', 'a']])
    expect((await put({ name: 'late' }, 1)).status).toBe(412)
    for (const order of [['b'], ['b', 'a', 'a'], ['b', 'c'], []]) expect((await put({ field_order: order }, 2)).status).toBe(422)
    const fields = await Promise.all(Array.from({ length: 8 }, () => editor.api('POST', `${path}/${slug}/fields`, { name: 'many', type: 'checkbox' })))
    expect(fields.map(({ status }) => status)).toEqual(Array(8).fill(201))
    const { data } = CollectionEnvelope.parse((await editor.api('GET', `${path}/${slug}`)).body)
    expect(new Set(data.fields.map(({ key }) => key)).size).toBe(10)
    expect(data.version).toBe(10)
  })

  it('have fields that may be called otherwise, under the same key', async () => {
    const { slug } = await make({ name: 'Renaming', fields: [{ name: 'a', type: 'text' }] })
    const changed = CollectionEnvelope.parse((await editor.api('PUT', `${path}/${slug}/fields/a`, { name: '甲', description: 'first' })).body).data
    expect(changed.fields).toMatchObject([{ key: 'a', name: '甲', description: 'first', type: 'text' }])
    expect((await editor.api('PUT', `${path}/${slug}/fields/b`, { name: 'x' })).status).toBe(404)
    expect((await editor.api('PUT', `${path}/${slug}/fields/a`, { type: 'number' })).status).toBe(422)
  })

  it('are not made by whoever only reads', async () => {
    const viewer = await app.as('viewer')
    expect((await viewer.api('GET', path)).status).toBe(200)
    expect((await viewer.api('POST', path, { name: 'x' })).status).toBe(403)
  })
})
