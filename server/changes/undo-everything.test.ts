import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { BulkResultEnvelope } from '#shared/bulk.ts'
import { UndoneEnvelope } from '#shared/changes.ts'
import { ImportEnvelope } from '#shared/imports.ts'
import { randomFrom } from '../../e2e/random-from.ts'
import { fetchSigned } from '../test/credentials.ts'
import { type Answer, onServer, startApp, type TestApp } from '../test/harness.ts'

// Whatever is done, by whatever way, and taken back in reverse order: the table is what it was.

const seed = Number(process.env.UNDO_SEED ?? randomInt(2 ** 31))
/** The embedded database does one thing at a time. */
const OPERATIONS = onServer ? 10_000 : 2000
const random = randomFrom(seed)
const below = (n: number) => Math.floor(random() * n)
const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)]

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.api('POST', '/api/v1/collections', {
    name: 'Deals',
    fields: [
      { name: 'Number', key: 'number', type: 'number' },
      { name: 'Text', key: 'text', type: 'text' },
      { name: 'Tags', key: 'tags', type: 'multi_select', choices: [{ label: '甲' }, { label: 'b' }, { label: '丙 丁' }] },
      { name: 'Due', key: 'due', type: 'date_time' },
    ],
  })
})
afterAll(() => app.close())

const at = '/api/v1/collections/deals/items'
const texts = ['云帆科技', 'plain', '=1+1', 'line', '😀 emoji', ' spaces ', '"quoted"', 'ｆｕｌｌ', '0', 'null']
const name = () => `${pick(texts)} ${below(100)}`
const someValues = () => ({
  ...(random() < 0.5 ? { number: pick([null, 0, -1.5, 1e14, 0.00000001, below(1000)]) } : {}),
  ...(random() < 0.4 ? { text: pick([null, ...texts]) } : {}),
  ...(random() < 0.3 ? { tags: pick([null, ['甲'], ['丙 丁', 'b'], ['b', '甲']]) } : {}),
  ...(random() < 0.2 ? { due: pick([null, '2026-12-01T08:00:00+08:00', '2026-12-01T00:00:00.120Z']) } : {}),
})

/** All that is in the table, the trash too, but for what counts the changes themselves. */
const Table = z.array(z.object({ id: z.string(), row: z.string() }))
const readTable = async () =>
  Table.parse(
    (
      await app.database.db.execute(sql`
        select id,
          jsonb_build_array(collection_id, name, description, "values", created_at, created_by, deleted_at, search)::text as row
        from items order by id`)
    ).rows,
  )

/** The ids of what is there, and of what is in the trash. */
async function readIds() {
  const { rows } = await app.database.db.execute(sql`select id, deleted_at is not null as trashed from items order by id`)
  const found = z.array(z.object({ id: z.string(), trashed: z.boolean() })).parse(rows)
  const idsOf = (where: boolean) => found.filter(({ trashed }) => trashed === where).map(({ id }) => id)
  return { live: idsOf(false), trashed: idsOf(true) }
}

const setOf = ({ status, headers }: Answer) => (status < 300 ? headers.get('Change-Set') : null)
const bulkSet = ({ status, body }: Answer) => (status === 200 ? BulkResultEnvelope.parse(body).data.change_set_id : null)

/** A file of some rows: new ones, or such as change those of the same name. */
async function importSome(): Promise<string | null> {
  const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
  const lines = Array.from({ length: 1 + below(20) }, () => [name(), pick(['', 0, -1.5, below(1000)]), pick(['', ...texts])].map(cell).join(','))
  const form = new FormData()
  form.append('file', new Blob([`Name,Number,Text\n${lines.join('\n')}\n`]), 'some.csv')
  const headers = { Authorization: `Bearer ${app.administrator.token}` }
  const sent = await fetchSigned(`${app.url}/api/v1/collections/deals/imports`, { method: 'POST', headers, body: form })
  const { data: given } = ImportEnvelope.parse(await sent.json())
  const columns = [{ to: 'name' }, { to: 'field', key: 'number' }, { to: 'field', key: 'text' }]
  await app.api('POST', `/api/v1/imports/${given.id}/start`, { columns, ...(random() < 0.5 ? { key: 'name' } : {}) })
  for (;;) {
    const { data } = ImportEnvelope.parse((await app.api('GET', `/api/v1/imports/${given.id}`)).body)
    if (data.state !== 'running') {
      expect([data.state, data.created + data.updated + data.unchanged + data.refused]).toEqual(['done', lines.length])
      await app.api('DELETE', `/api/v1/imports/${given.id}`)
      return data.change_set_id
    }
    await sleep(5)
  }
}

/** One of everything that people and programs do. @returns the change set that undoes it, if something was changed */
async function act(live: string[], trashed: string[]): Promise<string | null> {
  const some = (list: string[], most: number) => [...new Set(Array.from({ length: 1 + below(most) }, () => pick(list) ?? ''))].filter(Boolean)
  const dice = random()
  if (dice < 0.25 || live.length === 0)
    return setOf(await app.api('POST', at, { name: name(), description: pick([null, name()]), values: nonNull(someValues()) }))
  if (dice < 0.55) return setOf(await app.api('PUT', `${at}/${pick(live)}`, { ...(random() < 0.3 ? { name: name() } : {}), values: someValues() }))
  if (dice < 0.65) return setOf(await app.api('DELETE', `${at}/${pick(live)}`))
  if (dice < 0.72 && trashed.length > 0) return setOf(await app.api('POST', `${at}/${pick(trashed)}/restore`))
  if (dice < 0.85) {
    // A block that is pasted: rows that are there are changed, what is beyond them is created.
    const update = some(live, 8).map((id) => ({ id, values: someValues() }))
    return bulkSet(await app.api('POST', `${at}/bulk`, { update, create: [{ name: name(), values: nonNull(someValues()) }] }))
  }
  if (dice < 0.92) {
    const update = some(live, 3)
    const gone = some(live, 3).filter((id) => !update.includes(id))
    const body = { update: update.map((id) => ({ id, name: name() })), delete: gone.map((id) => ({ id })), restore: some(trashed, 2).map((id) => ({ id })) }
    return bulkSet(await app.api('POST', `${at}/bulk`, Object.fromEntries(Object.entries(body).filter(([, rows]) => rows.length > 0))))
  }
  if (dice < 0.96) {
    const from = below(1000)
    const which = { filter: `number >= ${from} and number < ${from + 20}`, operation: random() < 0.2 ? 'delete' : 'update' }
    const change = which.operation === 'update' ? { ...which, values: someValues() } : which
    const asked = await app.api('POST', `${at}/bulk/matching`, { ...change, dry_run: true })
    const { updated, deleted, unchanged } = BulkResultEnvelope.parse(asked.body).data
    return bulkSet(await app.api('POST', `${at}/bulk/matching`, { ...change, expected_count: updated + deleted + unchanged }))
  }
  if (dice < 0.965) return await importSome()
  const names = [...new Set([name(), name(), name()])]
  return bulkSet(await app.api('POST', `${at}/bulk/upsert`, { key: 'name', items: names.map((one) => ({ name: one, values: nonNull(someValues()) })) }))
}
const nonNull = (values: object) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

it(`${OPERATIONS} random operations, undone in reverse, leave the table as it was`, { timeout: 600_000 }, async () => {
  try {
    for (let turn = 0; turn < 50; turn++) await act([], [])
    const before = await readTable()
    const sets: string[] = []
    let ids = await readIds()
    expect(ids.live).toHaveLength(50)
    for (let done = 0; done < OPERATIONS; done++) {
      if (done % 20 === 0) ids = await readIds()
      const set = await act(ids.live, ids.trashed)
      if (set) sets.push(set)
    }
    expect(await readTable()).not.toEqual(before)
    let conflicts = 0
    for (const set of sets.toReversed()) {
      const answer = await app.api('POST', `/api/v1/change-sets/${set}/undo`, {})
      // What changed nothing has no change set.
      if (answer.status !== 404) conflicts += UndoneEnvelope.parse(answer.body).data.conflict_count
    }
    expect(conflicts).toBe(0)
    expect(await readTable()).toEqual(before)
  } catch (cause) {
    throw new Error(`The run with UNDO_SEED=${seed} failed: ${String(cause)}`, { cause })
  }
})
