import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ItemEnvelope, ItemHistoryEnvelope, ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const create = async (body: Record<string, unknown>, headers?: Record<string, string>) => {
  const answer = await app.api('POST', '/api/v1/items', body, headers)
  expect(answer.status).toBe(201)
  return ItemEnvelope.parse(answer.body).data
}
const list = async (query = '') => {
  const answer = await app.api('GET', `/api/v1/items${query}`)
  expect(answer.status).toBe(200)
  return ItemPageEnvelope.parse(answer.body).data
}
const failure = (answer: { body: unknown }) => ErrorEnvelope.parse(answer.body).error
const missing = '/api/v1/items/019abf00-0000-7000-8000-00000000dead'

describe('the original acceptance cases, in the envelope', () => {
  it('creates an item: 201, the fields, a row', async () => {
    const answer = await app.api('POST', '/api/v1/items', { name: 'Test Item', description: 'A test' })
    expect(answer.status).toBe(201)
    const { status, data, message } = ItemEnvelope.parse(answer.body)
    expect([status, message]).toEqual(['success', '操作成功'])
    expect(data).toMatchObject({ name: 'Test Item', description: 'A test', version: 1 })
    expect(answer.headers.get('location')).toBe(`/api/v1/items/${data.id}`)
    const { rows } = await app.database.db.execute(sql`select name from items where id = ${data.id}`)
    expect(rows).toEqual([{ name: 'Test Item' }])
  })

  it('lists items with their total, and a page by skip and limit', async () => {
    const before = (await list()).total
    for (const name of ['a', 'b', 'c']) await create({ name })
    const all = await list()
    expect(all.total).toBe(before + 3)
    expect(all.items[0]?.name).toBe('c')
    expect((await list('?skip=1&limit=2')).items.map((item) => item.name)).toEqual(['b', 'a'])
  })

  it('reads one item; 404 for one that is not there', async () => {
    const item = await create({ name: 'Read me', description: null })
    const answer = await app.api('GET', `/api/v1/items/${item.id}`)
    expect([answer.status, ItemEnvelope.parse(answer.body).data]).toEqual([200, item])
    expect((await app.api('GET', `/api/v1/items/${randomUUID()}`)).status).toBe(404)
  })

  it('updates all fields, then only the name', async () => {
    const { id } = await create({ name: 'Before', description: 'old' })
    const first = ItemEnvelope.parse((await app.api('PUT', `/api/v1/items/${id}`, { name: 'After', description: 'new' })).body).data
    expect(first).toMatchObject({ name: 'After', description: 'new', version: 2 })
    const second = ItemEnvelope.parse((await app.api('PUT', `/api/v1/items/${id}`, { name: 'Again' })).body).data
    expect(second).toMatchObject({ name: 'Again', description: 'new', version: 3 })
    expect(second.updated_at >= first.updated_at).toBe(true)
    expect((await app.api('PUT', missing, { name: 'x' })).status).toBe(404)
  })

  it('deletes: 200 with the item, then it is gone', async () => {
    const { id } = await create({ name: 'Delete me' })
    const answer = await app.api('DELETE', `/api/v1/items/${id}`)
    expect([answer.status, ItemEnvelope.parse(answer.body).data.id]).toEqual([200, id])
    expect((await app.api('GET', `/api/v1/items/${id}`)).status).toBe(404)
    expect((await app.api('DELETE', `/api/v1/items/${id}`)).status).toBe(404)
    expect((await app.api('DELETE', missing)).status).toBe(404)
  })
})

describe('changes', () => {
  it('clears a description with null, and makes no version of a change that changes nothing', async () => {
    const { id } = await create({ name: 'x', description: 'y' })
    const cleared = ItemEnvelope.parse((await app.api('PUT', `/api/v1/items/${id}`, { description: null })).body).data
    expect(cleared).toMatchObject({ description: null, version: 2 })
    expect(ItemEnvelope.parse((await app.api('PUT', `/api/v1/items/${id}`, { name: 'x' })).body).data).toEqual(cleared)
    expect(ItemEnvelope.parse((await app.api('PUT', `/api/v1/items/${id}`, {})).body).data).toEqual(cleared)
  })

  it('refuses a change to a version that is no longer there, with the row as it is', async () => {
    const item = await create({ name: 'mine' })
    await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'theirs' }, { 'If-Match': '"1"' })
    const answer = await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'late' }, { 'If-Match': '"1"' })
    expect(answer.status).toBe(412)
    expect(failure(answer)).toMatchObject({ code: 'PRECONDITION_FAILED', current: { name: 'theirs', version: 2 } })
    expect((await app.api('DELETE', `/api/v1/items/${item.id}`, undefined, { 'If-Match': '"1"' })).status).toBe(412)
    expect((await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'x' }, { 'If-Match': 'W/"2"' })).status).toBe(412)
    expect((await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'x' }, { 'If-Match': 'two' })).status).toBe(400)
    expect((await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'x' }, { 'If-Match': '"7", "2"' })).status).toBe(200)
    expect((await app.api('PUT', `/api/v1/items/${item.id}`, { name: 'y' }, { 'If-Match': '*' })).status).toBe(200)
    expect((await app.api('PUT', missing, { name: 'y' }, { 'If-Match': '"1"' })).status).toBe(404)
  })

  it('lets exactly one of 50 writers of the same version win', async () => {
    const { id } = await create({ name: 'race' })
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => app.api('PUT', `/api/v1/items/${id}`, { name: `writer ${n}` }, { 'If-Match': '"1"' })),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 412)).toHaveLength(49)
  })

  it('loses none of 50 writes that name no version', async () => {
    const { id } = await create({ name: 'race' })
    await Promise.all(Array.from({ length: 50 }, (_, n) => app.api('PUT', `/api/v1/items/${id}`, { name: `writer ${n}` })))
    expect(ItemEnvelope.parse((await app.api('GET', `/api/v1/items/${id}`)).body).data.version).toBe(51)
    const history = ItemHistoryEnvelope.parse((await app.api('GET', `/api/v1/items/${id}/history`)).body).data.changes
    expect(history.map((change) => change.version)).toEqual(Array.from({ length: 51 }, (_, n) => 51 - n))
  })

  it('answers each of many who ask at once with what they asked for, as it was stored by then', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => create({ name: `together ${n}` })))
    const missing = made.map(({ id }) => `${id.slice(0, -4)}0000`)
    const asked = [...made, ...made].map(async ({ id, name }) => [(await app.api('GET', `/api/v1/items/${id}`)).body, name] as const)
    const refused = missing.map(async (id) => (await app.api('GET', `/api/v1/items/${id}`)).status)
    for (const [body, name] of await Promise.all(asked)) expect(ItemEnvelope.parse(body).data.name).toBe(name)
    expect(new Set(await Promise.all(refused))).toEqual(new Set([404]))
    const renamed = made.map(async ({ id }, n) => {
      await app.api('PUT', `/api/v1/items/${id}`, { name: `apart ${n}` })
      return ItemEnvelope.parse((await app.api('GET', `/api/v1/items/${id}`)).body).data.name
    })
    expect(await Promise.all(renamed)).toEqual(made.map((_, n) => `apart ${n}`))
  })

  it('says when what is in the trash came there, and lists it by that', async () => {
    const made = await Promise.all(['one', 'two', 'three', 'four'].map((name) => create({ name: `bin ${name}` })))
    const [, two, ...others] = made
    for (const { id } of [...others, two, made[0]].flatMap((item) => item ?? [])) await app.api('DELETE', `/api/v1/items/${id}`)
    const { items } = await list('?q=bin&trash=true')
    expect(items.toSorted((a, b) => ((a.deleted_at ?? '') + a.id < (b.deleted_at ?? '') + b.id ? 1 : -1))).toEqual(items)
    expect(items.map(({ deleted_at }) => deleted_at ?? '').every((at) => at >= (two?.created_at ?? ''))).toBe(true)
    const walked = []
    for (let cursor = ''; walked.length < 4; ) {
      const page = await list(`?q=bin&trash=true&sort=deleted_at&limit=1${cursor}`)
      walked.push(...page.items)
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(walked).toEqual(items.toReversed())
    const restored = await app.api('POST', `/api/v1/items/${two?.id}/restore`)
    expect(ItemEnvelope.parse(restored.body).data).not.toHaveProperty('deleted_at')
    expect((await app.api('GET', '/api/v1/items?sort=-deleted_at')).status).toBe(422)
  })

  it('keeps the trash: listed, restored, and in the history', async () => {
    const { id } = await create({ name: 'Back again' })
    const { total } = await list()
    const trashed = (await list('?trash=true')).total
    await app.api('DELETE', `/api/v1/items/${id}`)
    expect((await list()).total).toBe(total - 1)
    expect(await list('?trash=true&limit=1000')).toMatchObject({ total: trashed + 1, items: expect.arrayContaining([expect.objectContaining({ id })]) })
    const restored = await app.api('POST', `/api/v1/items/${id}/restore`)
    expect([restored.status, ItemEnvelope.parse(restored.body).data.version]).toEqual([200, 3])
    expect((await app.api('POST', `/api/v1/items/${id}/restore`)).status).toBe(200)
    expect((await list()).total).toBe(total)
    const { changes } = ItemHistoryEnvelope.parse((await app.api('GET', `/api/v1/items/${id}/history`)).body).data
    expect(changes.map((change) => change.operation)).toEqual(['restore', 'delete', 'create'])
    expect((await app.api('POST', `${missing}/restore`)).status).toBe(404)
    expect((await app.api('GET', `${missing}/history`)).status).toBe(404)
  })
})

describe('Idempotency-Key', () => {
  it('creates one row for twenty requests at once, and gives each the same answer', async () => {
    const key = randomUUID()
    const before = (await list()).total
    const made = await Promise.all(Array.from({ length: 20 }, () => create({ name: 'once' }, { 'Idempotency-Key': key })))
    expect(new Set(made.map((item) => item.id)).size).toBe(1)
    expect((await list()).total).toBe(before + 1)
  })

  it('refuses a key that came with something else, and one that is none', async () => {
    const key = randomUUID()
    await create({ name: 'one' }, { 'Idempotency-Key': key })
    const other = await app.api('POST', '/api/v1/items', { name: 'two' }, { 'Idempotency-Key': key })
    expect([other.status, failure(other).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
    expect((await app.api('POST', '/api/v1/items', { name: 'x' }, { 'Idempotency-Key': 'a b' })).status).toBe(400)
    expect((await app.api('POST', '/api/v1/items', { name: 'x' }, { 'Idempotency-Key': 'k'.repeat(256) })).status).toBe(400)
  })

  it('keeps no answer of a request that failed', async () => {
    const key = randomUUID()
    expect((await app.api('POST', `${missing}/restore`, undefined, { 'Idempotency-Key': key })).status).toBe(404)
    expect((await app.api('POST', `${missing}/restore`, undefined, { 'Idempotency-Key': key })).status).toBe(404)
  })
})

describe('conditional GET', () => {
  it('answers 304 for an item and a list that did not change, and 200 once they did', async () => {
    const { id } = await create({ name: 'cached' })
    for (const path of [`/api/v1/items/${id}`, '/api/v1/items?limit=5']) {
      const tag = (await app.api('GET', path)).headers.get('etag') ?? ''
      expect(tag).not.toBe('')
      const again = await app.api('GET', path, undefined, { 'If-None-Match': tag })
      expect([again.status, again.body]).toEqual([304, ''])
      await app.api('PUT', `/api/v1/items/${id}`, { name: `cached ${path.length}` })
      expect((await app.api('GET', path, undefined, { 'If-None-Match': tag })).status).toBe(200)
    }
  })
})
