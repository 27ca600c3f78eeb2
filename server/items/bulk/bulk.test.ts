import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkResult, BulkResultEnvelope } from '#shared/bulk.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { newId } from '../../db/id.ts'
import { type Answer, startApp, type TestApp } from '../../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

/** A collection of its own for each test, and what is done with it. */
async function newCollection() {
  const slug = `people-${newId().slice(-12)}`
  await app.api('POST', '/api/v1/collections', {
    slug,
    name: 'People',
    fields: [
      { name: 'E-mail', key: 'email', type: 'email' },
      { name: 'Age', key: 'age', type: 'number', min: 0 },
      { name: 'Owner', key: 'owner', type: 'person' },
    ],
  })
  const at = `/api/v1/collections/${slug}/items`
  const bulk = (body: unknown, path = '', headers = {}) => app.api('POST', `${at}/bulk${path}`, body, headers)
  const list = async (query = '') => CollectionItemPageEnvelope.parse((await app.api('GET', `${at}?sort=name&limit=1000&${query}`)).body).data.items
  const names = async (query = '') => (await list(query)).map(({ name }) => name)
  const create = async (name: string, values = {}) => CollectionItemEnvelope.parse((await app.api('POST', at, { name, values })).body).data
  return { bulk, list, names, create }
}
const read = ({ body }: Answer) => BulkResultEnvelope.parse(body).data
const readError = ({ body }: Answer) => ErrorEnvelope.parse(body).error
const undo = (set: string | null) => app.api('POST', `/api/v1/change-sets/${set}/undo`, {})

describe('many rows', () => {
  it('are created, changed, deleted and restored at once, and undone at once', async () => {
    const { bulk, list, names, create } = await newCollection()
    const changed = await create('b', { age: 1 })
    const gone = await create('c')
    const back = await create('d')
    await bulk({ delete: [{ id: back.id }] })
    const result = read(
      await bulk({
        create: [{ name: 'a', values: { email: 'a@example.com' } }],
        update: [{ id: changed.id, version: 1, name: 'B', values: { age: null, email: 'b@example.com' } }],
        delete: [{ id: gone.id }],
        restore: [{ id: back.id }],
      }),
    )
    expect(result).toMatchObject({ created: 1, updated: 1, deleted: 1, restored: 1, unchanged: 0, failed: 0, sample: [] })
    expect(result.rows.map(({ operation, status, version }) => [operation, status, version])).toEqual([
      ['create', 'written', 1],
      ['update', 'written', 2],
      ['delete', 'written', 2],
      ['restore', 'written', 3],
    ])
    expect((await list()).map(({ name, values, version }) => [name, values, version])).toEqual([
      ['a', { email: 'a@example.com' }, 1],
      ['B', { email: 'b@example.com' }, 2],
      ['d', {}, 3],
    ])
    expect((await undo(result.change_set_id)).status).toBe(200)
    expect([await names(), await names('trash=true')]).toEqual([['b', 'c'], ['d']])
  })

  it('a thousand are created in one request, not one more', async () => {
    const { bulk, names } = await newCollection()
    const create = Array.from({ length: 1000 }, (_, at) => ({ name: `row ${String(at).padStart(4, '0')}`, values: { age: at } }))
    expect(read(await bulk({ create }))).toMatchObject({ created: 1000 })
    expect(await names()).toEqual(create.map(({ name }) => name))
    expect((await bulk({ create: [...create, { name: 'more' }] })).status).toBe(422)
    expect((await bulk({ create, delete: [{ id: newId() }] })).status).toBe(422)
  })

  it('are all written or none: each that cannot be says why, in the language of the caller', async () => {
    const { bulk, names, create } = await newCollection()
    const { id } = await create('there')
    const body = {
      create: [{ name: 'good' }, { name: 'bad', values: { age: -1, email: 'nobody' } }, { name: 'linked', values: { owner: [newId()] } }],
      update: [{ id, version: 7, name: 'stale' }, { id: newId() }],
      delete: [{ id }],
    }
    const refused = await bulk(body, '', { 'Accept-Language': 'zh-CN' })
    const error = readError(refused)
    expect([refused.status, error.code]).toEqual([422, 'BULK_FAILED'])
    const { rows, failed, change_set_id: set } = BulkResult.parse(error.current)
    expect([failed, set]).toEqual([5, null])
    expect(rows.map(({ operation, index, status, code }) => [operation, index, status, code])).toEqual([
      ['create', 0, 'written', null],
      ['create', 1, 'failed', 'VALIDATION_FAILED'],
      ['create', 2, 'failed', 'VALIDATION_FAILED'],
      ['update', 0, 'failed', 'PRECONDITION_FAILED'],
      ['update', 1, 'failed', 'ITEM_NOT_FOUND'],
      ['delete', 0, 'failed', 'BULK_TWICE'],
    ])
    expect(rows[1]?.details).toMatchObject([
      { path: 'values.age', message: expect.stringMatching(/\p{Script=Han}/u) },
      { path: 'values.email', message: '邮箱地址须包含 @，且不含空格。' },
    ])
    expect(await names()).toEqual(['there'])
    expect(read(await bulk({ ...body, atomic: false }))).toMatchObject({ created: 1, failed: 5 })
    expect(await names()).toEqual(['good', 'there'])
  })

  it('are shown by a dry run as they would be, and stay as they are', async () => {
    const { bulk, names, create } = await newCollection()
    const { id } = await create('there', { age: 1 })
    const result = read(await bulk({ create: [{ name: 'new' }], update: [{ id, values: { age: 2 } }], dry_run: true }))
    expect(result).toMatchObject({
      change_set_id: null,
      created: 1,
      updated: 1,
      rows: [{ id: null, version: null }, { id }],
      sample: [
        { id: null, before: null, after: { name: 'new' } },
        { id, before: { values: { age: 1 } }, after: { values: { age: 2 } } },
      ],
    })
    expect(await names()).toEqual(['there'])
  })

  it('that say what is there already are no change', async () => {
    const { bulk, create } = await newCollection()
    const { id } = await create('same', { age: 1 })
    expect(read(await bulk({ update: [{ id, name: 'same', values: { age: 1 } }] }))).toMatchObject({
      change_set_id: null,
      unchanged: 1,
      rows: [{ version: 1 }],
    })
  })

  it('once, however often a request with one key is sent', async () => {
    const { bulk, names } = await newCollection()
    const key = { 'Idempotency-Key': newId() }
    const answers = await Promise.all(Array.from({ length: 20 }, () => bulk({ create: [{ name: 'once' }] }, '', key)))
    expect(new Set(answers.map((answer) => JSON.stringify(read(answer)))).size).toBe(1)
    expect(await names()).toEqual(['once'])
  })

  it('of another collection are not found', async () => {
    const [one, other] = [await newCollection(), await newCollection()]
    const { id } = await one.create('mine')
    expect(read(await other.bulk({ update: [{ id, name: 'stolen' }], delete: [{ id }], atomic: false }))).toMatchObject({ failed: 2 })
    expect(await one.names()).toEqual(['mine'])
  })
})

describe('an upsert', () => {
  it('changes what is there by its key and creates the rest, in the order of the rows', async () => {
    const { bulk, list, create } = await newCollection()
    const { id } = await create('Old', { email: 'a@example.com', age: 1 })
    const items = [
      { name: 'New', values: { email: 'b@example.com' } },
      { name: 'Changed', values: { email: 'a@example.com' } },
    ]
    const result = read(await bulk({ key: 'email', items }, '/upsert'))
    expect(result).toMatchObject({
      created: 1,
      updated: 1,
      rows: [
        { operation: 'create', index: 0 },
        { operation: 'update', index: 1, id },
      ],
    })
    expect((await list()).map(({ name, values }) => [name, values])).toEqual([
      ['Changed', { email: 'a@example.com', age: 1 }],
      ['New', { email: 'b@example.com' }],
    ])
    expect(read(await bulk({ key: 'email', items }, '/upsert'))).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(read(await bulk({ key: 'name', items: [{ name: 'New', values: { age: 7 } }] }, '/upsert'))).toMatchObject({ updated: 1 })
  })

  it('is refused where the key tells no rows apart', async () => {
    const { bulk, names, create } = await newCollection()
    await create('twin', { email: 'a@example.com' })
    await create('twin', { email: 'a@example.com' })
    const tryWith = async (key: string, values: object) => readError(await bulk({ key, items: [{ name: 'x', values }] }, '/upsert')).code
    expect(await tryWith('email', { email: 'a@example.com' })).toBe('BULK_KEY_AMBIGUOUS')
    expect(await tryWith('owner', { owner: [app.administrator.id] })).toBe('VALIDATION_FAILED')
    expect(await tryWith('nothing', {})).toBe('VALIDATION_FAILED')
    expect(await tryWith('email', {})).toBe('VALIDATION_FAILED')
    const twice = [
      { name: '1', values: { email: 'c@example.com' } },
      { name: '2', values: { email: 'c@example.com' } },
    ]
    expect(readError(await bulk({ key: 'email', items: twice }, '/upsert')).code).toBe('VALIDATION_FAILED')
    expect(await names()).toEqual(['twin', 'twin'])
  })
})

describe('all that match', () => {
  it('are changed if they are as many as expected, and undone', async () => {
    const { bulk, list } = await newCollection()
    await bulk({ create: Array.from({ length: 30 }, (_, at) => ({ name: at < 20 ? `客户 ${at}` : `other ${at}`, values: { age: at } })) })
    const change = { filter: 'age >= 10', q: '客户', operation: 'update', values: { age: 99 } }
    expect(read(await bulk({ ...change, dry_run: true }, '/matching'))).toMatchObject({ updated: 10, sample: { length: 10 } })
    const wrong = readError(await bulk({ ...change, expected_count: 9 }, '/matching'))
    expect([wrong.code, wrong.current]).toEqual(['BULK_COUNT_CHANGED', { count: 10, is_exact: true }])
    const result = read(await bulk({ ...change, expected_count: 10 }, '/matching'))
    expect(result).toMatchObject({ updated: 10, failed: 0, rows: [] })
    expect(await list('filter=age = 99')).toHaveLength(10)
    await undo(result.change_set_id)
    expect(await list('filter=age = 99')).toHaveLength(0)
  })

  it('are deleted, to the trash', async () => {
    const { bulk, names } = await newCollection()
    await bulk({ create: Array.from({ length: 1500 }, (_, at) => ({ name: `row ${at}` })).slice(0, 1000) })
    await bulk({ create: Array.from({ length: 200 }, (_, at) => ({ name: `more ${at}` })) })
    const result = read(await bulk({ q: 'row', operation: 'delete', expected_count: 1000 }, '/matching'))
    expect(result).toMatchObject({ deleted: 1000 })
    expect(await names()).toHaveLength(200)
    await undo(result.change_set_id)
    expect(await names('q=row')).toHaveLength(1000)
  })

  it('are not meant by nothing, nor changed without a number or to what is no value', async () => {
    const { bulk, create } = await newCollection()
    await create('x')
    expect((await bulk({ operation: 'delete', expected_count: 1 }, '/matching')).status).toBe(422)
    expect((await bulk({ q: 'x', operation: 'delete' }, '/matching')).status).toBe(422)
    expect(readError(await bulk({ q: 'x', operation: 'update', values: { age: -1 }, expected_count: 1 }, '/matching')).code).toBe('BULK_FAILED')
  })
})
