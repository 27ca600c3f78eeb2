import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AggregateEnvelope } from '#shared/aggregates.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { TILES_MAX, TileEnvelope, TilesEnvelope } from '#shared/tiles.ts'
import { ViewEnvelope } from '#shared/views.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let viewer: Person
let slug: string
const path = '/api/v1/dashboard/tiles'

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  viewer = await app.as('viewer')
  const fields = [
    { name: 'State', key: 'state', type: 'select', choices: [{ label: 'open' }, { label: 'won' }] },
    { name: 'Price', key: 'price', type: 'currency' },
    { name: 'Due', key: 'due', type: 'date' },
    { name: 'At', key: 'at', type: 'date_time' },
  ]
  slug = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Deals', fields })).body).data.slug
  for (const values of [
    { state: 'open', price: 10, due: '2026-01-10' },
    { state: 'won', price: 20.5, due: '2026-02-10' },
    { state: 'won', price: 30 },
  ])
    await editor.api('POST', `/api/v1/collections/${slug}/items`, { name: 'deal', values })
})
afterAll(() => app.close())

const tileOf = ({ body }: Answer) => TileEnvelope.parse(body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const make = (more: object = {}) => editor.api('POST', path, { title: 'T', kind: 'number', collection: slug, figure: 'count', ...more })
const titles = async () => TilesEnvelope.parse((await viewer.api('GET', path)).body).data.tiles.map(({ title }) => title)
const read = async (person: Person, id: string) => AggregateEnvelope.parse((await person.api('GET', `${path}/${id}/figures`)).body).data

describe('tiles of the start page', () => {
  it('are kept, changed, put in order, taken away and brought back', async () => {
    const made = await make({ title: 'A' })
    expect(made.status).toBe(201)
    const a = tileOf(made)
    expect(a).toMatchObject({ title: 'A', view_id: null, filter: '', field: null, group: null, by: null, wide: false, version: 1 })
    const b = tileOf(await make({ title: 'B' }))
    expect(await titles()).toEqual(['A', 'B'])
    expect(TilesEnvelope.parse((await editor.api('PUT', path, { order: [b.id] })).body).data.tiles.map(({ title }) => title)).toEqual(['B', 'A'])
    const changed = await editor.api('PUT', `${path}/${a.id}`, { title: 'C', wide: true }, { 'If-Match': '"1"' })
    expect(tileOf(changed)).toMatchObject({ title: 'C', wide: true, kind: 'number', version: 2 })
    expect(codeOf(await editor.api('PUT', `${path}/${a.id}`, { title: 'D' }, { 'If-Match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED'])
    expect((await editor.api('DELETE', `${path}/${b.id}`)).status).toBe(200)
    expect(await titles()).toEqual(['C'])
    expect((await editor.api('POST', `${path}/${b.id}/restore`)).status).toBe(200)
    expect(await titles()).toEqual(['B', 'C'])
    expect(codeOf(await viewer.api('DELETE', `${path}/${b.id}`))).toEqual([403, 'FORBIDDEN'])
  })

  it('say what their rows come to', async () => {
    const sum = tileOf(await make({ figure: 'sum', field: 'price', filter: 'state = won' }))
    expect(await read(viewer, sum.id)).toMatchObject({ count: 2, fields: { price: { sum: '50.5' } }, groups: null })
    const bar = tileOf(await make({ kind: 'bar', figure: 'sum', field: 'price', group: 'state' }))
    expect((await read(viewer, bar.id)).groups).toMatchObject([
      { value: 'won', count: 2, fields: { price: { sum: '50.5' } } },
      { value: 'open', count: 1 },
    ])
    const line = tileOf(await make({ kind: 'line', group: 'due', by: 'quarter' }))
    expect((await read(viewer, line.id)).groups).toContainEqual({ value: '2026-01-01', count: 2, fields: {} })
  })

  it('tell of what goes on the latest periods, by the days of who looks', async () => {
    const days = Array.from({ length: 70 }, (_, at) => new Date(Date.UTC(2025, 0, 1 + at, 20)).toISOString())
    const create = days.map((at) => ({ name: 'moment', values: { at } }))
    // The first day has most rows.
    create.push(...Array.from({ length: 5 }, () => ({ name: 'moment', values: { at: days[0] ?? '' } })))
    const { body } = await editor.api('POST', `/api/v1/collections/${slug}/items/bulk`, { create })
    const tile = tileOf(await make({ kind: 'trend', group: 'at', by: 'day' }))
    const values = async (query: string) =>
      AggregateEnvelope.parse((await viewer.api('GET', `${path}/${tile.id}/figures${query}`)).body).data.groups?.map(({ value }) => value)
    const utc = await values('')
    expect(utc).toHaveLength(60)
    expect([utc?.[0], utc?.at(-1)]).toEqual(['2025-03-11', '2025-01-11'])
    expect((await values('?zone=Asia/Shanghai'))?.[0]).toBe('2025-03-12')
    expect(codeOf(await viewer.api('GET', `${path}/${tile.id}/figures?zone=AET`))).toEqual([422, 'VALIDATION_FAILED'])
    await editor.api('POST', `/api/v1/change-sets/${Object(body).data.change_set_id}/undo`, {})
  })

  it('follow a view, for who sees it', async () => {
    const views = `/api/v1/collections/${slug}/views`
    const view = ViewEnvelope.parse((await editor.api('POST', views, { name: 'V', filter: 'state = won' })).body).data
    const tile = tileOf(await make({ view_id: view.id }))
    expect((await read(editor, tile.id)).count).toBe(2)
    expect(codeOf(await viewer.api('GET', `${path}/${tile.id}/figures`))).toEqual([404, 'VIEW_NOT_FOUND'])
    await editor.api('PUT', `${views}/${view.id}`, { shared: true, filter: '' })
    expect((await read(viewer, tile.id)).count).toBe(3)
  })

  it.each([
    [{ figure: 'sum' }, 422, 'VALIDATION_FAILED'],
    [{ kind: 'pie' }, 422, 'VALIDATION_FAILED'],
    [{ figure: 'sum', field: 'ghost' }, 422, 'VALIDATION_FAILED'],
    [{ filter: 'ghost = 1' }, 422, 'VALIDATION_FAILED'],
    [{ filter: 'state =' }, 400, 'INVALID_PARAMETER'],
    [{ collection: 'nowhere' }, 404, 'COLLECTION_NOT_FOUND'],
    [{ title: ' ' }, 422, 'VALIDATION_FAILED'],
  ])('are refused with %j', async (more, status, code) => {
    expect(codeOf(await make(more))).toEqual([status, code])
  })

  it('have their limit', async () => {
    for (let n = (await titles()).length; n < TILES_MAX; n++) expect((await make()).status).toBe(201)
    expect(codeOf(await make())).toEqual([409, 'TILES_FULL'])
  })
})
