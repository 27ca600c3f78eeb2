import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BulkResultEnvelope } from '#shared/bulk.ts'
import { ChangeSetEnvelope, ChangeSetsEnvelope, Undone, UndoneEnvelope } from '#shared/changes.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope, ItemHistoryEnvelope } from '#shared/items.ts'
import { newId } from '../db/id.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.api('POST', '/api/v1/collections', {
    name: 'Deals',
    fields: [
      { name: 'State', key: 'state', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约' }] },
      { name: 'Revenue', key: 'revenue', type: 'number' },
    ],
  })
})
afterAll(() => app.close())

const at = '/api/v1/collections/deals/items'
const setOf = ({ headers }: Answer) => headers.get('Change-Set') ?? ''
async function create(name: string, values = {}) {
  const answer = await app.api('POST', at, { name, values })
  return { id: CollectionItemEnvelope.parse(answer.body).data.id, set: setOf(answer) }
}
const put = async (id: string, change: object) => setOf(await app.api('PUT', `${at}/${id}`, change))
const get = async (id: string) => CollectionItemEnvelope.parse((await app.api('GET', `${at}/${id}`)).body).data
const undoing = (set: string, how = {}) => app.api('POST', `/api/v1/change-sets/${set}/undo`, how)
const undo = async (set: string, how = {}) => UndoneEnvelope.parse((await undoing(set, how)).body).data
const readError = ({ body }: Answer) => ErrorEnvelope.parse(body).error
const find = async (set: string) => ChangeSetEnvelope.parse((await app.api('GET', `/api/v1/change-sets/${set}`)).body).data

describe('a change set', () => {
  it('says who changed what, from where, before and after', async () => {
    const { id, set } = await create('云帆科技', { state: '洽谈中' })
    const changed = await put(id, { values: { state: '已签约' } })
    expect(await find(changed)).toMatchObject({
      change_set: {
        id: changed,
        actor_id: app.administrator.id,
        actor_name: 'Admin',
        source: 'api',
        kind: 'edit',
        collection: 'deals',
        undoes: null,
        undone_by: null,
        changes: 1,
        changes_is_exact: true,
        names: ['云帆科技'],
      },
      changes: [{ item_id: id, operation: 'update', version: 2, before: { values: { state: '洽谈中' } }, after: { values: { state: '已签约' } } }],
    })
    const { changes } = ItemHistoryEnvelope.parse((await app.api('GET', `${at}/${id}/history`)).body).data
    expect(changes.map((change) => change.change_set_id)).toEqual([changed, set])
    const list = async (query: string) => ChangeSetsEnvelope.parse((await app.api('GET', `/api/v1/change-sets?${query}`)).body).data
    expect((await list(`item_id=${id}`)).change_sets.map((one) => one.id)).toEqual([changed, set])
    const first = await list('collection=deals&limit=1')
    expect(first.change_sets.map((one) => one.id)).toEqual([changed])
    expect((await list(`collection=deals&limit=1&before=${first.next_before}`)).change_sets.map((one) => one.id)).toEqual([set])
  })

  it('is none where nothing was changed; a repeated request does not name another', async () => {
    const { id } = await create('same')
    expect(readError(await app.api('GET', `/api/v1/change-sets/${await put(id, { name: 'same' })}`)).code).toBe('CHANGE_SET_NOT_FOUND')
    const key = { 'Idempotency-Key': newId() }
    const first = await app.api('POST', at, { name: 'once' }, key)
    const again = await app.api('POST', at, { name: 'once' }, key)
    expect([first.headers.has('Change-Set'), again.status, again.headers.has('Change-Set')]).toEqual([true, 201, false])
  })

  it('of many changes past the program is one for the transaction', async () => {
    const { id } = await create('by hand 1')
    const other = await create('by hand 2')
    await app.database.db.transaction(async (tx) => {
      for (const one of [id, other.id]) await tx.execute(`update items set name = name || ' again' where id = '${one}'`)
    })
    const [set] = ChangeSetsEnvelope.parse((await app.api('GET', '/api/v1/change-sets?limit=1')).body).data.change_sets
    expect(set).toMatchObject({ actor_id: null, source: 'database', changes: 2, names: ['by hand 1 again', 'by hand 2 again'] })
    expect(await undo(set?.id ?? '')).toMatchObject({ items: 2, conflict_count: 0 })
    expect([(await get(id)).name, (await get(other.id)).name]).toEqual(['by hand 1', 'by hand 2'])
  })
})

describe('undoing', () => {
  it('a change, and undoing that, and that again', async () => {
    const { id } = await create('v1', { revenue: 1 })
    const set = await put(id, { name: 'v2', description: 'new', values: { revenue: 2, state: '已签约' } })
    const back = await undo(set)
    expect(await get(id)).toMatchObject({ name: 'v1', description: null, values: { revenue: 1 }, version: 3 })
    expect((await find(set)).change_set.undone_by).toBe(back.change_set_id)
    expect((await find(back.change_set_id ?? '')).change_set).toMatchObject({ kind: 'undo', undoes: set, undone_by: null })
    const again = await undo(back.change_set_id ?? '')
    expect(await get(id)).toMatchObject({ name: 'v2', description: 'new', values: { revenue: 2, state: '已签约' } })
    expect((await find(set)).change_set.undone_by).toBeNull()
    await undo(again.change_set_id ?? '')
    expect(await get(id)).toMatchObject({ name: 'v1', values: { revenue: 1 } })
  })

  it('a creation takes the item away without a trace in the trash; undoing that brings it back, as it was', async () => {
    const { id, set } = await create('new', { revenue: 7 })
    const was = await get(id)
    const back = await undo(set)
    expect((await app.api('GET', `${at}/${id}`)).status).toBe(404)
    expect((await app.api('POST', `${at}/${id}/restore`)).status).toBe(404)
    await undo(back.change_set_id ?? '')
    const { version, updated_at: _, ...is } = await get(id)
    expect(is).toEqual({ id, name: 'new', description: null, values: { revenue: 7 }, created_at: was.created_at })
    expect(version).toBeGreaterThan(was.version)
  })

  it('a deletion restores, a restoration deletes as before', async () => {
    const { id } = await create('to the trash')
    const deleted = setOf(await app.api('DELETE', `${at}/${id}`))
    await undo(deleted)
    expect(await get(id)).toMatchObject({ name: 'to the trash' })
    const trashed = CollectionItemEnvelope.parse((await app.api('DELETE', `${at}/${id}`)).body).data
    const restored = setOf(await app.api('POST', `${at}/${id}/restore`))
    await undo(restored)
    const trash = CollectionItemPageEnvelope.parse((await app.api('GET', `${at}?trash=true`)).body).data.items
    expect(trash.find((item) => item.id === id)?.deleted_at).toBe(trashed.deleted_at)
  })

  it('leaves what others changed in other fields', async () => {
    const { id } = await create('mine', { revenue: 1 })
    const set = await put(id, { values: { revenue: 2 } })
    await put(id, { name: 'theirs', values: { state: '已签约' } })
    await undo(set)
    expect(await get(id)).toMatchObject({ name: 'theirs', values: { revenue: 1, state: '已签约' } })
  })

  it('of what was changed again is refused with what it is about, and skips it when told to', async () => {
    const { id } = await create('first', { revenue: 1 })
    const set = await put(id, { name: 'second', values: { revenue: 2 } })
    await put(id, { name: 'third' })
    const refused = await undoing(set)
    const { code, current } = readError(refused)
    const conflict = { item_id: id, name: 'third', field: 'name', reason: 'changed' }
    expect([refused.status, code]).toEqual([409, 'CHANGE_SET_CONFLICTS'])
    expect(Undone.parse(current)).toMatchObject({ conflicts: [conflict], conflict_count: 1 })
    expect(await get(id)).toMatchObject({ name: 'third', values: { revenue: 2 } })
    expect(await undo(set, { dry_run: true })).toEqual({ change_set_id: null, items: 1, conflicts: [conflict], conflict_count: 1 })
    expect(await get(id)).toMatchObject({ values: { revenue: 2 } })
    await undo(set, { skip_conflicts: true })
    expect(await get(id)).toMatchObject({ name: 'third', values: { revenue: 1 } })
    expect(readError(await undoing(set)).code).toBe('CHANGE_SET_UNDONE')
  })

  it('of a creation that somebody has worked on since keeps their work', async () => {
    const { id, set } = await create('theirs now')
    await put(id, { name: 'worked on' })
    expect(readError(await undoing(set)).code).toBe('CHANGE_SET_CONFLICTS')
    expect(await undo(set, { skip_conflicts: true })).toMatchObject({ items: 0, conflict_count: 1 })
    expect(await get(id)).toMatchObject({ name: 'worked on' })
  })

  it('a hundred times at once happens once', async () => {
    const { id } = await create('v1')
    const set = await put(id, { name: 'v2' })
    const statuses = (await Promise.all(Array.from({ length: 100 }, () => undoing(set)))).map(({ status }) => status)
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 409).length]).toEqual([1, 99])
    expect(await get(id)).toMatchObject({ name: 'v1', version: 3 })
  })

  it('of what is changed by many meanwhile waits for them, in no circle', async () => {
    const rows = await Promise.all(Array.from({ length: 30 }, (_, at) => create(`busy ${at}`, { state: '洽谈中' })))
    const ids = rows.map(({ id }) => id)
    const block = (list: string[], revenue: number) => app.api('POST', `${at}/bulk`, { update: list.map((id) => ({ id, values: { revenue } })) })
    const sets: (string | null)[] = []
    for (let turn = 0; turn < 8; turn++)
      sets.push(BulkResultEnvelope.parse((await block(turn % 2 === 0 ? ids : ids.toReversed(), turn))?.body).data.change_set_id)
    const choices = [{ label: '洽谈中' }, { label: '已签约' }]
    const answers = await Promise.all([
      ...sets.map((set) => undoing(set ?? '', { skip_conflicts: true })),
      ...sets.map((_, turn) => block(turn % 2 === 0 ? ids.toReversed() : ids, 100 + turn)),
      ...sets.map((_, turn) => app.api('PUT', '/api/v1/collections/deals/fields/state', { choices: [...choices, { label: `${turn}` }] })),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('needs items:write, and a change set that is there', async () => {
    const { id } = await create('v1')
    const set = await put(id, { name: 'v2' })
    const viewer = await app.as('viewer')
    expect((await viewer.api('GET', `/api/v1/change-sets/${set}`)).status).toBe(200)
    expect((await viewer.api('POST', `/api/v1/change-sets/${set}/undo`, {})).status).toBe(403)
    expect((await undoing(newId())).status).toBe(404)
  })
})

it('what was purged from the database comes back whole', async () => {
  const { id } = await create('purged', { state: '洽谈中' })
  const was = await get(id)
  await app.database.db.execute(`delete from items where id = '${id}'`)
  const [set] = ChangeSetsEnvelope.parse((await app.api('GET', '/api/v1/change-sets?limit=1')).body).data.change_sets
  await undo(set?.id ?? '')
  expect(await get(id)).toMatchObject({ name: 'purged', values: { state: '洽谈中' }, created_at: was.created_at })
})
