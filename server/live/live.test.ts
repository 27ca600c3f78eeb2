import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import { CollectionItemEnvelope } from '#shared/items.ts'
import { changesOf, type Followed, feedOf, followCollection, itemsOf } from '../test/follow.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

let made = 0
async function newCollection(): Promise<string> {
  const answer = await app.api('POST', '/api/v1/collections', { name: `Live ${++made}`, fields: [{ name: 'State', key: 'state', type: 'text' }] })
  return CollectionEnvelope.parse(answer.body).data.slug
}
const rowsOf = (slug: string) => `/api/v1/collections/${slug}/items`
const create = async (slug: string, name: string) =>
  CollectionItemEnvelope.parse((await app.api('POST', rowsOf(slug), { name, values: { state: 'new' } })).body).data
const told = (reader: Followed, count: number) => reader.until((events) => changesOf(events).length >= count)

describe('following a collection', () => {
  test('tells what becomes of items, with what they are now', async () => {
    const slug = await newCollection()
    const reader = await followCollection(app.url, slug)
    expect(feedOf(reader.events)).toEqual([{ type: 'ready' }])
    const item = await create(slug, '云帆科技')
    await told(reader, 1)
    const changed = await app.api('PUT', `${rowsOf(slug)}/${item.id}`, { values: { state: 'old' } })
    await told(reader, 2)
    await app.api('DELETE', `${rowsOf(slug)}/${item.id}`)
    await told(reader, 3)
    await app.api('POST', `${rowsOf(slug)}/${item.id}/restore`)
    await told(reader, 4)
    expect(changesOf(reader.events).map(({ kind, item_id, version }) => [kind, item_id, version])).toEqual([
      ['created', item.id, 1],
      ['updated', item.id, 2],
      ['deleted', item.id, 3],
      ['restored', item.id, 4],
    ])
    expect(changesOf(reader.events)[1]).toMatchObject({ actor_id: app.administrator.id, change_set_id: changed.headers.get('change-set'), source: 'api' })
    expect(itemsOf(reader.events).map(({ version, values }) => [version, values['state']])).toEqual([
      [1, 'new'],
      [2, 'old'],
      [4, 'old'],
    ])
    await reader.leave()
  })

  test('tells of which items something was said', async () => {
    const slug = await newCollection()
    const item = await create(slug, 'talked of')
    const reader = await followCollection(app.url, slug)
    const comments = `${rowsOf(slug)}/${item.id}/comments`
    const said = (events: Followed['events']) => feedOf(events).filter(({ type }) => type === 'comments')
    const { body } = await app.api('POST', comments, { body: 'well' })
    await reader.until((events) => said(events).length === 1)
    await app.api('DELETE', `/api/v1/comments/${Object(body).data.id}`)
    await reader.until((events) => said(events).length === 2)
    expect(said(reader.events)[0]).toEqual({ type: 'comments', item_ids: [item.id] })
    await reader.leave()
  })

  test('tells nothing of other collections, nor of what changed nothing', async () => {
    const [slug, other] = [await newCollection(), await newCollection()]
    const reader = await followCollection(app.url, slug)
    const item = await create(slug, 'one')
    await create(other, 'elsewhere')
    await app.api('PUT', `${rowsOf(slug)}/${item.id}`, { name: 'one' })
    await create(slug, 'two')
    await told(reader, 2)
    expect(itemsOf(reader.events).map(({ name }) => name)).toEqual(['one', 'two'])
    await reader.leave()
  })

  test('goes on where somebody was, and tells nothing twice', async () => {
    const slug = await newCollection()
    const first = await followCollection(app.url, slug)
    await create(slug, 'seen')
    await told(first, 1)
    const position = first.position()
    await first.leave()
    await create(slug, 'missed')
    await create(slug, 'missed too')
    for (const [query, headers] of [[`?after=${position}`, {}] as const, ['', { 'Last-Event-ID': position }] as const]) {
      const again = await followCollection(app.url, slug, query, headers)
      expect(itemsOf(again.events).map(({ name }) => name)).toEqual(['missed', 'missed too'])
      expect(feedOf(again.events).at(-1)).toEqual({ type: 'ready' })
      await again.leave()
    }
    const later = await followCollection(app.url, slug, `?after=${first.position()}`)
    const last = await followCollection(app.url, slug, `?after=${later.position()}`)
    expect(feedOf(last.events)).toEqual([{ type: 'ready' }])
    await later.leave()
    await last.leave()
  })

  test('says that much has changed, where it was long ago or of another database', async () => {
    const slug = await newCollection()
    const reader = await followCollection(app.url, slug)
    const [at = '', next = ''] = reader.position().split('.')
    await reader.leave()
    for (const position of [`${Number(at) - 90_000}.${next}`, `${at}.${Number(next) + 1_000_000}`]) {
      const again = await followCollection(app.url, slug, `?after=${position}`)
      expect(feedOf(again.events)).toEqual([{ type: 'many' }, { type: 'ready' }])
      await again.leave()
    }
    for (const position of ['1', 'x', '1.2.3.4', `1.${'9'.repeat(30)}`]) expect((await followCollection(app.url, slug, `?after=${position}`)).status).toBe(400)
  })

  test('tells hundreds at once as many, and not one by one', async () => {
    const slug = await newCollection()
    const reader = await followCollection(app.url, slug)
    const body = { create: Array.from({ length: 500 }, (_, at) => ({ name: `row ${at}` })) }
    expect((await app.api('POST', `${rowsOf(slug)}/bulk`, body)).status).toBe(200)
    await reader.until((events) => events.some(({ type }) => type === 'many'))
    expect(feedOf(reader.events)).toEqual([{ type: 'ready' }, { type: 'many' }])
    expect((await app.database.db.execute(sql`select count(*)::int as n from change_feed where count = 500 and changes is null`)).rows).toEqual([{ n: 1 }])
    await reader.leave()
  })

  test('tells that fields have changed', async () => {
    const slug = await newCollection()
    const reader = await followCollection(app.url, slug)
    await app.api('POST', `/api/v1/collections/${slug}/fields`, { name: 'More', type: 'text' })
    await reader.until((events) => feedOf(events).length > 1)
    expect(feedOf(reader.events)[1]).toEqual({ type: 'collection' })
    await reader.leave()
  })

  test('tells what was changed past the program', async () => {
    const slug = await newCollection()
    const item = await create(slug, 'before')
    const reader = await followCollection(app.url, slug)
    await app.database.db.execute(sql`update items set name = 'by hand' where id = ${item.id}::uuid`)
    await told(reader, 1)
    expect(changesOf(reader.events)[0]).toMatchObject({ kind: 'updated', actor_id: null, source: 'database' })
    expect(itemsOf(reader.events)[0]?.name).toBe('by hand')
    await app.database.db.execute(sql`delete from items where id = ${item.id}::uuid`)
    await told(reader, 2)
    expect(changesOf(reader.events)[1]).toMatchObject({ kind: 'deleted', item_id: item.id })
    await reader.leave()
  })

  test('leaves out what is very large', async () => {
    const slug = await newCollection()
    const reader = await followCollection(app.url, slug)
    await app.api('POST', rowsOf(slug), { name: 'large', description: '长'.repeat(80_000) })
    await told(reader, 1)
    expect(feedOf(reader.events)[1]).toMatchObject({ type: 'changed', items: [] })
    await reader.leave()
  })
})

describe('who follows', () => {
  test('needs the permission, and a collection that is there', async () => {
    expect((await followCollection(app.url, 'none')).status).toBe(404)
    expect((await followCollection(app.url, 'items', '', { Authorization: '' })).status).toBe(401)
  })

  test('is told nothing any more once the permission is gone, not even the change that comes next', async () => {
    const slug = await newCollection()
    await app.api('POST', '/api/v1/roles', { slug: 'reader', name: 'Reader', permissions: ['items:read'] })
    const person = await app.as('reader')
    const reader = await followCollection(app.url, slug, '', { Authorization: `Bearer ${person.token}` })
    await create(slug, 'told')
    await told(reader, 1)
    await app.database.db.execute(sql`update roles set permissions = '{chat:use}' where slug = 'reader'`)
    await create(slug, 'not told')
    await reader.end()
    expect(itemsOf(reader.events).map(({ name }) => name)).toEqual(['told'])
    expect(reader.resumes()).toBe(false)
  })

  test('is told nothing any more once the sign-in has ended', async () => {
    const slug = await newCollection()
    const person = await app.as('viewer')
    const reader = await followCollection(app.url, slug, '', { Authorization: `Bearer ${person.token}` })
    await app.database.db.execute(sql`update auth_sessions set ended_at = now() where user_id = ${person.id}::uuid`)
    await create(slug, 'not told')
    await reader.end()
    expect(feedOf(reader.events)).toEqual([{ type: 'ready' }])
  })
})
