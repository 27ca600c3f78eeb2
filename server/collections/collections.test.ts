import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChangeSetEnvelope } from '#shared/changes.ts'
import { type Collection, CollectionEnvelope, CollectionsEnvelope, FieldPreviewEnvelope, ITEMS } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
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
const refused = async (body: object, at = path, method = 'POST') => {
  const answer = await editor.api(method, at, body)
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
    expect((await editor.api('PUT', `${path}/${slug}/fields/a`, { type: 'nothing' })).status).toBe(422)
    expect(await refused({ name: 'x', choices: [] }, `${path}/${slug}/fields/a`, 'PUT')).toEqual([422, 'VALIDATION_FAILED', ['choices']])
  })

  it('have fields that are taken away, and come back with what they held', async () => {
    const { slug } = await make({
      name: 'Taking away',
      fields: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'number' },
      ],
    })
    const at = `${path}/${slug}`
    const { id } = CollectionItemEnvelope.parse((await editor.api('POST', `${at}/items`, { name: 'x', values: { a: 'kept', b: 1 } })).body).data
    const values = async () => CollectionItemEnvelope.parse((await editor.api('GET', `${at}/items/${id}`)).body).data.values
    const gone = CollectionEnvelope.parse((await editor.api('DELETE', `${at}/fields/a`)).body).data
    expect([gone.fields.map(({ key }) => key), gone.deleted_fields.map(({ key }) => key)]).toEqual([['b'], ['a']])
    expect(await values()).toEqual({ b: 1 })
    for (const query of ['sort=a', 'filter=a = kept']) expect((await editor.api('GET', `${at}/items?${query}`)).status).toBe(422)
    expect((await editor.api('PUT', `${at}/items/${id}`, { values: { a: 'no' } })).status).toBe(422)
    expect((await editor.api('POST', `${at}/fields`, { name: 'a', key: 'a', type: 'date' })).status).toBe(422)
    await editor.api('PUT', `${at}/items/${id}`, { values: { b: 2 } })
    await editor.api('POST', `${at}/items/bulk`, { update: [{ id, values: { b: 3 } }] })
    const back = CollectionEnvelope.parse((await editor.api('POST', `${at}/fields/a/restore`)).body).data
    expect([back.fields.map(({ key }) => key), back.deleted_fields]).toEqual([['b', 'a'], []])
    expect(await values()).toEqual({ a: 'kept', b: 3 })
    expect((await editor.api('POST', `${at}/fields/a/restore`)).status).toBe(404)
    expect((await editor.api('DELETE', `${at}/fields/nothing`)).status).toBe(404)
  })

  it('have choices that are renamed and taken away, in their items too, once what gets lost is known', async () => {
    const choices = [{ label: '洽谈中' }, { label: '已签约' }, { label: 'lost' }]
    const fields = [
      { name: 'State', key: 'state', type: 'select', choices },
      { name: 'Tags', key: 'tags', type: 'multi_select', choices },
    ]
    const { slug } = await make({ name: 'Choosing', fields })
    const at = `${path}/${slug}`
    const rows = [{ state: '洽谈中', tags: ['lost', '洽谈中'] }, { state: 'lost', tags: ['lost'] }, { tags: ['已签约'] }].map((values, place) => ({
      name: `row ${place}`,
      values,
    }))
    await editor.api('POST', `${at}/items/bulk`, { create: rows })
    const held = async () => CollectionItemPageEnvelope.parse((await editor.api('GET', `${at}/items?sort=name`)).body).data.items.map(({ values }) => values)
    const change = { choices: [{ label: '跟进中', was: '洽谈中', color: 'teal' }, { label: '已签约' }] }
    const preview = FieldPreviewEnvelope.parse((await editor.api('POST', `${at}/fields/tags/preview`, change)).body).data
    expect(preview).toMatchObject({ values: 2, changed: 2, lost: 2 })
    expect(preview.sample.map(({ before, after }) => [before, after])).toEqual([
      [['lost', '洽谈中'], ['跟进中']],
      [['lost'], null],
    ])
    const refusal = ErrorEnvelope.parse((await editor.api('PUT', `${at}/fields/tags`, change)).body).error
    expect([refusal.code, refusal.current]).toEqual(['FIELD_LOSES_VALUES', preview])
    expect(await held()).toEqual(rows.map(({ values }) => values))
    const done = await editor.api('PUT', `${at}/fields/tags`, { ...change, lose: 2 })
    expect((await editor.api('PUT', `${at}/fields/state`, { ...change, lose: 1 })).status).toBe(200)
    expect(await held()).toEqual([{ state: '跟进中', tags: ['跟进中'] }, {}, { tags: ['已签约'] }])
    expect(CollectionEnvelope.parse(done.body).data.fields[1]?.choices).toEqual([
      { label: '跟进中', color: 'teal' },
      { label: '已签约', color: 'gray' },
    ])
    expect(ChangeSetEnvelope.parse((await editor.api('GET', `/api/v1/change-sets/${done.headers.get('Change-Set')}`)).body).data.changes).toHaveLength(2)
  })

  it('have fields that become of another type, once what gets lost is known', async () => {
    const { slug } = await make({ name: 'Becoming', fields: [{ name: 'A', key: 'a', type: 'text' }] })
    const at = `${path}/${slug}`
    const texts = ['12', '1,234.5', '12', 'twelve', 'b, 12', null]
    await editor.api('POST', `${at}/items/bulk`, { create: texts.map((a, place) => ({ name: `row ${place}`, values: a === null ? {} : { a } })) })
    const held = async () =>
      CollectionItemPageEnvelope.parse((await editor.api('GET', `${at}/items?sort=name`)).body).data.items.map(({ values }) => values.a ?? null)
    const become = async (change: object, lose: number) => {
      const preview = FieldPreviewEnvelope.parse((await editor.api('POST', `${at}/fields/a/preview`, change)).body).data
      expect(preview.lost, JSON.stringify(change)).toBe(lose)
      if (lose > 0) expect(await refused(change, `${at}/fields/a`, 'PUT')).toEqual([409, 'FIELD_LOSES_VALUES', []])
      const done = await editor.api('PUT', `${at}/fields/a`, { ...change, lose })
      expect(done.status, JSON.stringify(done.body)).toBe(200)
      return CollectionEnvelope.parse(done.body).data.fields[0]
    }
    expect(await become({ type: 'multi_select' }, 0)).toMatchObject({
      type: 'multi_select',
      choices: [{ label: '1' }, { label: '234.5' }, { label: '12' }, { label: 'b' }, { label: 'twelve' }],
    })
    expect(await held()).toEqual([['12'], ['1', '234.5'], ['12'], ['twelve'], ['b', '12'], null])
    await become({ type: 'text' }, 0)
    expect(await held()).toEqual(['12', '1, 234.5', '12', 'twelve', 'b, 12', null])
    const field = await become({ type: 'currency', currency: 'EUR', min: 0 }, 3)
    expect(field).toEqual({ id: field?.id, key: 'a', name: 'A', type: 'currency', description: null, required: false, currency: 'EUR', min: 0 })
    expect(await held()).toEqual([12, null, 12, null, null, null])
    await become({ type: 'number' }, 0)
    await become({ type: 'select' }, 0)
    expect(await held()).toEqual(['12', null, '12', null, null, null])
    await become({ type: 'checkbox' }, 2)
    expect(await held()).toEqual([null, null, null, null, null, null])
    for (const type of ['person', 'relation']) expect(await refused({ type }, `${at}/fields/a`, 'PUT')).toEqual([422, 'VALIDATION_FAILED', ['type']])
    expect(await refused({ type: 'text', choices: [] }, `${at}/fields/a`, 'PUT')).toEqual([422, 'VALIDATION_FAILED', ['choices']])
  })

  it('have moments that become days, and days moments', async () => {
    const { slug } = await make({ name: 'Days', fields: [{ name: 'A', key: 'a', type: 'date_time' }] })
    const at = `${path}/${slug}`
    for (const a of ['2026-12-01T00:00:00Z', '2026-12-02T10:30:00+08:00']) await editor.api('POST', `${at}/items`, { name: a, values: { a } })
    const change = { type: 'date', lose: 1 }
    const done = await editor.api('PUT', `${at}/fields/a`, change)
    expect(done.status).toBe(200)
    const held = async () => CollectionItemPageEnvelope.parse((await editor.api('GET', `${at}/items?sort=name`)).body).data.items.map(({ values }) => values.a)
    expect(await held()).toEqual(['2026-12-01', '2026-12-02'])
    expect((await editor.api('PUT', `${at}/fields/a`, { type: 'date_time' })).status).toBe(200)
    expect(await held()).toEqual(['2026-12-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z'])
  })

  it('are not made by whoever only reads', async () => {
    const viewer = await app.as('viewer')
    expect((await viewer.api('GET', path)).status).toBe(200)
    expect((await viewer.api('POST', path, { name: 'x' })).status).toBe(403)
  })
})
