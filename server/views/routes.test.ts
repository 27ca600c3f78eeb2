import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { VIEWS_MAX, ViewEnvelope, ViewsEnvelope } from '#shared/views.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let other: Person
let viewer: Person
let slug: string
let path: string

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  other = await app.as('editor')
  viewer = await app.as('viewer')
  const fields = [{ name: 'State', key: 'state', type: 'select', choices: [{ label: 'open' }] }]
  slug = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Seen', fields })).body).data.slug
  path = `/api/v1/collections/${slug}/views`
})
afterAll(() => app.close())

const viewOf = ({ body }: Answer) => ViewEnvelope.parse(body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const namesFor = async (person: Person) => ViewsEnvelope.parse((await person.api('GET', path)).body).data.views.map(({ name }) => name)

describe('views', () => {
  it('are kept as they are sent, changed by what is sent, and versioned', async () => {
    const settings = {
      kind: 'grid',
      q: '云',
      filter: 'state = open',
      sort: '-state,name',
      columns: [
        { key: 'state', width: 200, hidden: false, summary: 'filled' },
        { key: 'description', hidden: true },
      ],
      pinned: 1,
      group: 'state',
      by: null,
    }
    const made = await editor.api('POST', path, { name: 'Mine', ...settings })
    expect(made.status).toBe(201)
    const view = viewOf(made)
    expect(view).toMatchObject({ name: 'Mine', ...settings, shared: false, is_default: false, mine: true, version: 1 })
    expect(made.headers.get('location')).toBe(`${path}/${view.id}`)
    const changed = await editor.api('PUT', `${path}/${view.id}`, { sort: '', group: null }, { 'If-Match': made.headers.get('etag') ?? '' })
    expect(viewOf(changed)).toMatchObject({ ...settings, sort: '', group: null, version: 2 })
    const late = await editor.api('PUT', `${path}/${view.id}`, { name: 'x' }, { 'If-Match': '"1"' })
    expect(codeOf(late)).toEqual([412, 'PRECONDITION_FAILED'])
    expect((await editor.api('GET', `${path}/${view.id}`, undefined, { 'If-None-Match': '"2"' })).status).toBe(304)
    // Of another collection it is none.
    expect(codeOf(await editor.api('GET', `/api/v1/collections/items/views/${view.id}`))).toEqual([404, 'VIEW_NOT_FOUND'])
  })

  it('are one’s own until they are shared, by who may change the collection', async () => {
    const own = viewOf(await viewer.api('POST', path, { name: 'Of the viewer' }))
    expect(await namesFor(other)).not.toContain('Of the viewer')
    expect(codeOf(await editor.api('PUT', `${path}/${own.id}`, { name: 'x' }))).toEqual([404, 'VIEW_NOT_FOUND'])
    expect(codeOf(await viewer.api('POST', path, { name: 'x', shared: true }))).toEqual([403, 'FORBIDDEN'])
    expect(codeOf(await viewer.api('PUT', `${path}/${own.id}`, { shared: true }))).toEqual([403, 'FORBIDDEN'])
    const { id } = viewOf(await editor.api('POST', path, { name: 'For all', shared: true }))
    expect(await namesFor(viewer)).toContain('For all')
    expect(viewOf(await viewer.api('GET', `${path}/${id}`))).toMatchObject({ mine: false, shared: true })
    expect(codeOf(await viewer.api('PUT', `${path}/${id}`, { name: 'x' }))).toEqual([403, 'FORBIDDEN'])
    expect(codeOf(await viewer.api('DELETE', `${path}/${id}`))).toEqual([403, 'FORBIDDEN'])
    expect(viewOf(await other.api('PUT', `${path}/${id}`, { name: 'For everybody' })).name).toBe('For everybody')
    expect(codeOf(await other.api('PUT', `${path}/${id}`, { shared: false }))).toEqual([403, 'FORBIDDEN'])
    expect(viewOf(await editor.api('PUT', `${path}/${id}`, { shared: false })).shared).toBe(false)
    expect(await namesFor(viewer)).not.toContain('For everybody')
  })

  it('have one among them that the collection opens with', async () => {
    const first = viewOf(await editor.api('POST', path, { name: 'First', shared: true, is_default: true }))
    const second = viewOf(await editor.api('POST', path, { name: 'Second', shared: true }))
    expect((await editor.api('PUT', `${path}/${second.id}`, { is_default: true })).status).toBe(200)
    expect(viewOf(await editor.api('GET', `${path}/${first.id}`))).toMatchObject({ is_default: false, version: 2 })
    expect(codeOf(await editor.api('POST', path, { name: 'x', is_default: true }))).toEqual([422, 'VALIDATION_FAILED'])
    // What nobody else sees any more is not what they begin with.
    expect(viewOf(await editor.api('PUT', `${path}/${second.id}`, { shared: false }))).toMatchObject({ shared: false, is_default: false })
  })

  it('are taken away and brought back', async () => {
    const { id } = viewOf(await editor.api('POST', path, { name: 'Gone' }))
    expect((await editor.api('DELETE', `${path}/${id}`)).status).toBe(200)
    expect(codeOf(await editor.api('GET', `${path}/${id}`))).toEqual([404, 'VIEW_NOT_FOUND'])
    expect(await namesFor(editor)).not.toContain('Gone')
    expect(codeOf(await other.api('POST', `${path}/${id}/restore`))).toEqual([404, 'VIEW_NOT_FOUND'])
    expect(viewOf(await editor.api('POST', `${path}/${id}/restore`)).name).toBe('Gone')
    expect(await namesFor(editor)).toContain('Gone')
  })

  it('outlive the fields that they name', async () => {
    const { id } = viewOf(await editor.api('POST', path, { name: 'Old', filter: 'state = open', sort: 'state', group: 'state', columns: [{ key: 'state' }] }))
    expect((await editor.api('DELETE', `/api/v1/collections/${slug}/fields/state`)).status).toBe(200)
    expect(viewOf(await editor.api('GET', `${path}/${id}`))).toMatchObject({ filter: 'state = open', group: 'state' })
    await editor.api('POST', `/api/v1/collections/${slug}/fields/state/restore`)
  })

  it.each([
    [{ name: ' ' }],
    [{ name: 'x', filter: 'state =' }],
    [{ name: 'x', filter: '{' }],
    [{ name: 'x', sort: 'a,,b' }],
    [{ name: 'x', kind: 'pie' }],
    [{ name: 'x', columns: [{ key: 'a' }, { key: 'a' }] }],
    [{ name: 'x', columns: [{ key: 'a', width: 0 }] }],
    [{ name: 'x', group: 'No Key' }],
    [{ name: 'x', ghost: 1 }],
    [{}],
  ])('are refused as %j', async (given) => {
    expect(codeOf(await editor.api('POST', path, given))).toEqual([422, 'VALIDATION_FAILED'])
  })

  it('have their limit', async () => {
    const full = await app.as('viewer')
    const there = (await namesFor(full)).length
    for (let n = there; n < VIEWS_MAX; n++) expect((await full.api('POST', path, { name: `${n}` })).status).toBe(201)
    expect(codeOf(await full.api('POST', path, { name: 'x' }))).toEqual([409, 'VIEWS_FULL'])
    expect((await other.api('POST', path, { name: 'x' })).status).toBe(201)
  })
})
