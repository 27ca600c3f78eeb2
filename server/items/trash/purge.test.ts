import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { ChangeSetEnvelope, ChangeSetsEnvelope, UndoneEnvelope } from '#shared/changes.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { EmptiedTrashEnvelope, TrashEnvelope } from '#shared/trash.ts'
import { type Answer, startApp, type TestApp } from '../../test/harness.ts'
import { PURGE_LOCK, purgeOld } from './purge.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  for (const slug of ['papers', 'boxes'])
    await app.api('POST', '/api/v1/collections', {
      name: slug,
      slug,
      fields: [
        { name: 'Amount', key: 'amount', type: 'number' },
        ...(slug === 'boxes' ? [{ name: 'Paper', key: 'paper', type: 'relation', collection: 'papers' }] : []),
      ],
    })
})
afterAll(() => app.close())

const at = (slug = 'papers') => `/api/v1/collections/${slug}`
const setOf = ({ headers }: Answer) => headers.get('Change-Set') ?? ''
const codeOf = ({ body }: Answer) => ErrorEnvelope.parse(body).error.code
const trash = async (slug?: string) => TrashEnvelope.parse((await app.api('GET', `${at(slug)}/trash`)).body).data
const inTrash = async (slug?: string) =>
  CollectionItemPageEnvelope.parse((await app.api('GET', `${at(slug)}/items?trash=true&limit=1000`)).body).data.items.map(({ name }) => name)
const audit = async (id: string) => AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_type=item&target_id=${id}`)).body).data.entries

async function create(name: string, slug?: string, values: object = { amount: 5 }) {
  const answer = await app.api('POST', `${at(slug)}/items`, { name, description: 'what it held', values })
  return { id: CollectionItemEnvelope.parse(answer.body).data.id, set: setOf(answer) }
}
async function trashed(name: string, slug?: string) {
  const { id, set } = await create(name, slug)
  return { id, created: set, deleted: setOf(await app.api('DELETE', `${at(slug)}/items/${id}`)) }
}
/** As if they had been deleted so long ago. */
const age = (ids: string[], days: number) =>
  app.database.db.execute(
    sql`update items set deleted_at = now() - make_interval(days => ${days}) where id = any(string_to_array(${ids.join(',')}, ',')::uuid[])`,
  )

describe('an item in the trash', () => {
  it('goes for good once it was there long enough, in every collection, and no other', async () => {
    const [old, other, young] = [await trashed('old'), await trashed('old box', 'boxes'), await trashed('young')]
    const live = await create('live')
    await age([old.id, other.id], 31)
    await age([young.id], 29)
    expect(await purgeOld(app.database.db, 30)).toBe(2)
    expect([await inTrash(), await inTrash('boxes')]).toEqual([['young'], []])
    expect(await trash()).toEqual({ count: 1, retention_days: 30 })
    expect((await app.api('GET', `${at()}/items/${live.id}`)).status).toBe(200)
    const [entry] = await audit(old.id)
    expect(entry).toMatchObject({ action: 'item.purge', actor_id: null, source: 'system', before: { name: 'old' }, after: null })
    expect(JSON.stringify(entry)).not.toContain('what it held')
    await app.api('DELETE', `${at()}/trash/${young.id}`)
  })

  it('many of them in small parts', async () => {
    const bulk = await app.api('POST', `${at()}/items/bulk`, { create: Array.from({ length: 450 }, (_, n) => ({ name: `many ${n}` })) })
    expect(bulk.status).toBe(200)
    await app.database.db.execute(sql`update items set deleted_at = now() - interval '40 days' where name like 'many %'`)
    expect((await trash()).count).toBe(450)
    expect(await purgeOld(app.database.db, 30)).toBe(450)
    expect(await trash()).toMatchObject({ count: 0 })
    expect(await purgeOld(app.database.db, 30)).toBe(0)
  })

  it('is deleted for good by whoever may; what is not in the trash is not found', async () => {
    const { id } = await trashed('one')
    const live = await create('not deleted')
    expect((await app.api('DELETE', `${at()}/trash/${live.id}`)).status).toBe(404)
    expect((await app.api('DELETE', `${at('boxes')}/trash/${id}`)).status).toBe(404)
    const viewer = await app.as('viewer')
    expect((await viewer.api('DELETE', `${at()}/trash/${id}`)).status).toBe(403)
    const answer = await app.api('DELETE', `${at()}/trash/${id}`)
    expect(CollectionItemEnvelope.parse(answer.body).data).toMatchObject({ id, name: 'one', values: { amount: 5 } })
    expect((await app.api('DELETE', `${at()}/trash/${id}`)).status).toBe(404)
    for (const path of [`${at()}/items/${id}`, `${at()}/items/${id}/history`]) expect((await app.api('GET', path)).status).toBe(404)
    expect((await app.api('POST', `${at()}/items/${id}/restore`)).status).toBe(404)
    expect((await audit(id))[0]).toMatchObject({ action: 'item.purge', actor_id: app.administrator.id, source: 'api' })
  })

  it('all of them only where they are as many as were expected', async () => {
    for (const name of ['a', 'b', 'c']) await trashed(name)
    const refused = await app.api('DELETE', `${at()}/trash?expected_count=2`)
    expect([refused.status, codeOf(refused), ErrorEnvelope.parse(refused.body).error.current]).toEqual([
      409,
      'BULK_COUNT_CHANGED',
      { count: 3, is_exact: true },
    ])
    expect((await app.api('DELETE', `${at()}/trash`)).status).toBe(400)
    expect(await inTrash()).toHaveLength(3)
    const emptied = await app.api('DELETE', `${at()}/trash?expected_count=3`)
    expect(EmptiedTrashEnvelope.parse(emptied.body).data).toEqual({ purged: 3, remaining: 0 })
    expect(await inTrash()).toEqual([])
  })
})

describe('what went for good', () => {
  it('is brought back by no undoing, which says so', async () => {
    const { id, created, deleted } = await trashed('gone')
    await app.api('DELETE', `${at()}/trash/${id}`)
    const refused = await app.api('POST', `/api/v1/change-sets/${deleted}/undo`, {})
    expect([refused.status, codeOf(refused)]).toEqual([409, 'CHANGE_SET_CONFLICTS'])
    expect(ErrorEnvelope.parse(refused.body).error.current).toMatchObject({ conflicts: [{ item_id: id, name: 'gone', field: null, reason: 'gone' }] })
    const undone = await app.api('POST', `/api/v1/change-sets/${created}/undo`, {})
    expect(UndoneEnvelope.parse(undone.body).data).toMatchObject({ items: 0, conflict_count: 0 })
    // Neither is its purge a change set.
    const [latest] = ChangeSetsEnvelope.parse((await app.api('GET', '/api/v1/change-sets?limit=1')).body).data.change_sets
    expect(latest?.undoes).toBe(created)
  })

  it('neither by undoing again what had taken it away before', async () => {
    const { id, set } = await create('round')
    const undo = async (which: string) => UndoneEnvelope.parse((await app.api('POST', `/api/v1/change-sets/${which}/undo`, {})).body).data.change_set_id ?? ''
    const away = await undo(set)
    const back = await undo(away)
    await app.api('DELETE', `${at()}/items/${id}`)
    await app.api('DELETE', `${at()}/trash/${id}`)
    await undo(back)
    const again = await app.api('POST', `/api/v1/change-sets/${away}/undo`, {})
    expect(codeOf(again)).toBe('CHANGE_SET_CONFLICTS')
    expect((await app.api('GET', `${at()}/items/${id}`)).status).toBe(404)
  })

  it('is in change sets by its name alone', async () => {
    const { id, created } = await trashed('forgotten')
    const shown = async () => ChangeSetEnvelope.parse((await app.api('GET', `/api/v1/change-sets/${created}`)).body).data
    expect((await shown()).changes).toMatchObject([{ after: { description: 'what it held' } }])
    await app.api('DELETE', `${at()}/trash/${id}`)
    expect(await shown()).toMatchObject({ change_set: { names: ['forgotten'] }, changes: [{ item_id: id, operation: 'create', before: null, after: null }] })
  })

  it('leaves its id in relations, which show nothing, and can be written on', async () => {
    const { id } = await create('linked')
    const box = await create('box', 'boxes', { paper: [id] })
    await app.api('DELETE', `${at()}/items/${id}`)
    await app.api('DELETE', `${at()}/trash/${id}`)
    const answer = await app.api('PUT', `${at('boxes')}/items/${box.id}`, { values: { amount: 7 } })
    expect(CollectionItemEnvelope.parse(answer.body).data.values).toEqual({ paper: [id], amount: 7 })
    expect((await app.api('PUT', `${at('boxes')}/items/${box.id}`, { values: { paper: [id] } })).status).toBe(422)
  })
})

it('one replica at a time looks after the trash', async () => {
  const { id } = await trashed('waits')
  await age([id], 31)
  if (app.database.kind === 'server')
    await app.database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${PURGE_LOCK})`)
      expect(await purgeOld(app.database.db, 30)).toBe(0)
    })
  expect(await inTrash()).toEqual(['waits'])
  expect(await purgeOld(app.database.db, 30)).toBe(1)
})

it('is kept for ever where the setting says so', async () => {
  const forever = await startApp({ TRASH_RETENTION_DAYS: '0' })
  try {
    expect(TrashEnvelope.parse((await forever.api('GET', '/api/v1/collections/items/trash')).body).data).toEqual({ count: 0, retention_days: null })
  } finally {
    await forever.close()
  }
})
