import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChangeSetEnvelope } from '#shared/changes.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Import, ImportEnvelope, ImportsEnvelope } from '#shared/imports.ts'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { newId } from '../../db/id.ts'
import { fetchSigned } from '../../test/credentials.ts'
import { type Answer, type Person, startApp, type TestApp } from '../../test/harness.ts'
import { pdf } from '../../test/sample-files.ts'

let app: TestApp
let editor: Person
beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
})
afterAll(() => app.close())

const state = { name: '状态', key: 'state', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约' }] }
const revenue = { name: 'Revenue', key: 'revenue', type: 'number' }
async function newCollection(...fields: object[]) {
  const slug = `deals-${newId().slice(-12)}`
  await editor.api('POST', '/api/v1/collections', { slug, name: 'Deals', fields })
  return slug
}
async function send(slug: string, content: string | Uint8Array, name = '客户.csv', person = editor, query = '') {
  const form = new FormData()
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
  const headers = { Authorization: `Bearer ${person.token}` }
  const response = await fetchSigned(`${app.url}/api/v1/collections/${slug}/imports${query}`, { method: 'POST', headers, body: form })
  return { status: response.status, headers: response.headers, body: await response.json() } satisfies Answer
}
const read = ({ body }: Answer): Import => ImportEnvelope.parse(body).data
const refusal = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const upload = async (slug: string, content: string | Uint8Array, name?: string, query?: string) => read(await send(slug, content, name, editor, query))
const start = (id: string, columns: object[], more = {}) => editor.api('POST', `/api/v1/imports/${id}/start`, { columns, ...more })
async function over(id: string, on = editor): Promise<Import> {
  for (;;) {
    const now = read(await on.api('GET', `/api/v1/imports/${id}`))
    if (now.state !== 'running' && now.state !== 'undoing') return now
    await sleep(20)
  }
}
const suggested = ({ suggestion }: Import) => suggestion.map((column) => Object.fromEntries(Object.entries(column).filter(([name]) => name !== 'notes')))
const rows = async (slug: string) =>
  CollectionItemPageEnvelope.parse((await editor.api('GET', `/api/v1/collections/${slug}/items?limit=1000&sort=name`)).body).data
const held = async (slug: string) => (await rows(slug)).items.map(({ name, values }) => [name, values])

describe('an import', () => {
  it('of a file in one line tells of each row that was refused, also of what no database could keep', async () => {
    const slug = await newCollection(state, revenue)
    const lines = [
      { name: 'a', revenue: 1 },
      { name: 'b', revenue: 'x' },
      { name: 'n\0ul' },
      { name: '\ud800' },
      { name: 'c', revenue: 2 },
      { name: 'd', state: 'no' },
    ]
    const { id, ...given } = await upload(slug, JSON.stringify(lines), 'rows.json')
    expect((await start(id, suggested({ id, ...given }))).status).toBe(200)
    expect(await over(id)).toMatchObject({ state: 'done', created: 2, refused: 4 })
    const answer = await fetchSigned(`${app.url}/api/v1/imports/${id}/refused`, { headers: { Authorization: `Bearer ${editor.token}` } })
    expect((await answer.text()).trim().split('\r\n')).toHaveLength(5)
    expect(await held(slug)).toEqual([
      ['a', { revenue: 1 }],
      ['c', { revenue: 2 }],
    ])
  })

  it('is read in another encoding and parted by another sign, once that is said', async () => {
    const slug = await newCollection(state, revenue)
    // 名稱|Revenue, 中|1 in Big5, which is taken for GB18030 of one column.
    const bytes = Buffer.concat([Buffer.from([0xa6, 0x57, 0xba, 0xd9]), Buffer.from('|Revenue\n'), Buffer.from([0xa4, 0xa4]), Buffer.from('|1\n')])
    const given = await upload(slug, bytes)
    expect(given).toMatchObject({ encoding: 'gb18030', delimiter: ',', chosen: [] })
    expect(given.columns).toHaveLength(1)
    const again = (how: object) => editor.api('POST', `/api/v1/imports/${given.id}/read`, how)
    // What a dry run found is of another table.
    await start(given.id, [{ to: 'name' }], { dry_run: true })
    expect(await over(given.id)).toMatchObject({ dry_run: true, created: 1 })
    expect(read(await again({ encoding: 'big5', delimiter: '|' }))).toMatchObject({
      encoding: 'big5',
      delimiter: '|',
      chosen: ['encoding', 'delimiter'],
      columns: ['名稱', 'Revenue'],
      sample: [['中', '1']],
      state: 'waiting',
      dry_run: false,
      created: 0,
    })
    expect(refusal(await again({ encoding: 'utf-8' }))).toEqual([422, 'IMPORT_UNREADABLE'])
    expect([(await again({ encoding: 'utf-7' })).status, (await again({ delimiter: 'x' })).status]).toEqual([422, 422])
    // It is as it was, and imported as it was looked at.
    const kept = read(await editor.api('GET', `/api/v1/imports/${given.id}`))
    expect(kept).toMatchObject({ encoding: 'big5', delimiter: '|' })
    expect((await start(given.id, suggested(kept))).status).toBe(200)
    expect(await over(given.id)).toMatchObject({ state: 'done', created: 1 })
    expect(await held(slug)).toEqual([['中', { revenue: 1 }]])
    expect(refusal(await again({}))).toEqual([409, 'IMPORT_STARTED'])
    // And with the file, of one that nobody would have understood.
    const sent = await upload(slug, bytes, 'a.csv', '?encoding=big5&delimiter=%7C')
    expect(sent).toMatchObject({ columns: ['名稱', 'Revenue'], chosen: ['encoding', 'delimiter'] })
  })

  it('is understood, started as suggested, and undone by one request', async () => {
    const slug = await newCollection(state, revenue)
    const file = '名称,状态,Revenue,Signed\r\n云帆科技,已签约,"1,200.50",2026-12-01\r\n"=cmd, Ltd",洽谈中,,2026/11/30\r\n'
    const given = await upload(slug, `\ufeff${file}`)
    expect(given).toMatchObject({
      collection: slug,
      file_name: '客户.csv',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      columns: ['名称', '状态', 'Revenue', 'Signed'],
      state: 'waiting',
      sample: [
        ['云帆科技', '已签约', '1,200.50', '2026-12-01'],
        ['=cmd, Ltd', '洽谈中', null, '2026/11/30'],
      ],
    })
    expect(suggested(given)).toMatchObject([
      { to: 'name' },
      { to: 'field', key: 'state' },
      { to: 'field', key: 'revenue' },
      { to: 'new', field: { name: 'Signed', type: 'date' } },
    ])
    const started = read(await start(given.id, suggested(given)))
    expect(started.state).toBe('running')
    const done = await over(given.id)
    expect(done).toMatchObject({ state: 'done', created: 2, updated: 0, refused: 0, line: 3, error: null })
    expect(await held(slug)).toEqual([
      ['=cmd, Ltd', { state: '洽谈中', signed: '2026-11-30' }],
      ['云帆科技', { state: '已签约', revenue: 1200.5, signed: '2026-12-01' }],
    ])
    const set = ChangeSetEnvelope.parse((await editor.api('GET', `/api/v1/change-sets/${done.change_set_id}`)).body).data
    expect(set.change_set).toMatchObject({ kind: 'import', source: 'import', changes: 2, actor_id: editor.id })
    expect((await editor.api('POST', `/api/v1/imports/${given.id}/undo`)).status).toBe(200)
    expect(await over(given.id)).toMatchObject({ state: 'undone' })
    expect(await held(slug)).toEqual([])
    expect(refusal(await editor.api('POST', `/api/v1/imports/${given.id}/undo`))).toEqual([409, 'CHANGE_SET_UNDONE'])
  })

  it('says before it writes what it would, and of each row that it refuses why, in a file too', async () => {
    const slug = await newCollection(state, revenue)
    const file = 'name;state;revenue\n甲;已签约;1\n乙;谈崩了;x\n;洽谈中;3\n丁;洽谈中\n'
    const given = await upload(slug, file, 'x.csv')
    const columns = [{ to: 'name' }, { to: 'field', key: 'state' }, { to: 'field', key: 'revenue' }]
    await start(given.id, columns, { dry_run: true })
    expect(await over(given.id)).toMatchObject({ state: 'done', dry_run: true, created: 1, refused: 3, change_set_id: null })
    expect(await held(slug)).toEqual([])
    await start(given.id, columns)
    expect(await over(given.id)).toMatchObject({ state: 'done', dry_run: false, created: 1, refused: 3 })
    expect(await held(slug)).toEqual([['甲', { state: '已签约', revenue: 1 }]])
    const refused = await fetchSigned(`${app.url}/api/v1/imports/${given.id}/refused`, {
      headers: { Authorization: `Bearer ${editor.token}`, 'Accept-Language': 'en' },
    })
    const [header, ...lines] = (await refused.text()).trim().split('\r\n')
    expect(header).toBe('Line,Why it was refused,name,state,revenue')
    expect(lines.map((one) => one.split(',')[0])).toEqual(['3', '4', '5'])
    expect(lines[0]).toMatch(/state: .*revenue: .*,乙,谈崩了,x$/)
    expect(refused.headers.get('Content-Disposition')).toContain('x-refused.csv')
    expect(refusal(await start(given.id, columns))).toEqual([409, 'IMPORT_STARTED'])
  })

  it('changes what is there by a key, and creates the rest', async () => {
    const slug = await newCollection(state, revenue)
    await editor.api('POST', `/api/v1/collections/${slug}/items/bulk`, { create: [{ name: '甲', values: { state: '洽谈中', revenue: 1 } }, { name: '乙' }] })
    const given = await upload(slug, 'name,revenue\n甲,2\n丙,3\n丙,4\n乙,\n', 'x.csv')
    await start(given.id, [{ to: 'name' }, { to: 'field', key: 'revenue' }], { key: 'name' })
    expect(await over(given.id)).toMatchObject({ created: 1, updated: 2, unchanged: 1, refused: 0 })
    expect(await held(slug)).toEqual([
      ['丙', { revenue: 4 }],
      ['甲', { state: '洽谈中', revenue: 2 }],
      ['乙', {}],
    ])
    await editor.api('POST', `/api/v1/imports/${given.id}/undo`)
    await over(given.id)
    expect(await held(slug)).toEqual([
      ['甲', { state: '洽谈中', revenue: 1 }],
      ['乙', {}],
    ])
  })

  it('finds persons and linked items by what they are called', async () => {
    const people = await newCollection()
    const company = await editor.api('POST', `/api/v1/collections/${people}/items`, { name: '云帆科技' })
    const slug = await newCollection({ name: 'Company', key: 'company', type: 'relation', collection: people }, { name: 'Owner', key: 'owner', type: 'person' })
    const given = await upload(slug, `name,company,owner\n甲,云帆科技,${editor.email}\n乙,nobody,${app.administrator.email}\n`, 'x.csv')
    await start(given.id, [{ to: 'name' }, { to: 'field', key: 'company' }, { to: 'field', key: 'owner' }])
    expect(await over(given.id)).toMatchObject({ created: 1, refused: 1 })
    const id = JSON.stringify(company.body).match(/[0-9a-f-]{36}/)?.[0]
    expect(await held(slug)).toEqual([['甲', { company: [id], owner: [editor.id] }]])
  })

  it('is cancelled where it is', async () => {
    const slug = await newCollection()
    const given = await upload(slug, `name\n${Array.from({ length: 20_000 }, (_, at) => `row ${at}`).join('\n')}\n`, 'x.csv')
    await start(given.id, [{ to: 'name' }])
    while (read(await editor.api('GET', `/api/v1/imports/${given.id}`)).created === 0) await sleep(5)
    const cancelled = read(await editor.api('POST', `/api/v1/imports/${given.id}/cancel`))
    expect(cancelled.state).toBe('cancelled')
    expect(cancelled.created).toBeLessThan(20_000)
    await sleep(300)
    const now = read(await editor.api('GET', `/api/v1/imports/${given.id}`))
    expect([now.created, (await rows(slug)).total]).toEqual([cancelled.created, cancelled.created])
    expect(refusal(await editor.api('POST', `/api/v1/imports/${given.id}/cancel`))).toEqual([409, 'IMPORT_NOT_RUNNING'])
    await editor.api('POST', `/api/v1/imports/${given.id}/undo`)
    await over(given.id)
    expect((await rows(slug)).total).toBe(0)
    expect((await editor.api('DELETE', `/api/v1/imports/${given.id}`)).status).toBe(200)
    expect((await editor.api('GET', `/api/v1/imports/${given.id}`)).status).toBe(404)
  })

  it('of a file that breaks off half-way keeps what it had, and says where', async () => {
    const slug = await newCollection()
    const given = await upload(slug, `name\n${Array.from({ length: 1200 }, (_, at) => `row ${at}`).join('\n')}\n"open`, 'x.csv')
    await start(given.id, [{ to: 'name' }])
    const failed = await over(given.id)
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('1202') })
    expect((await rows(slug)).total).toBe(failed.created)
  })

  it('is watched until it is over', async () => {
    const slug = await newCollection()
    const given = await upload(slug, 'name\na\nb\n', 'x.csv')
    await start(given.id, [{ to: 'name' }])
    const events = await fetchSigned(`${app.url}/api/v1/imports/${given.id}/events`, { headers: { Authorization: `Bearer ${editor.token}` } })
    const told = (await events.text()).split('\n').filter((line) => line.startsWith('data: '))
    expect(JSON.parse(told.at(-1)?.slice(6) ?? '')).toMatchObject({ state: 'done', created: 2 })
  })

  it.each([
    ['empty', ''],
    ['with two columns of one name', 'name,Name\n1,2\n'],
    ['with a column without a name', 'name,\n1,2\n'],
    ['with ten thousand columns', `${Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',')}\n`],
    ['with NUL', 'name\na\0b\n'],
    ['that is no table', pdf()],
  ])('of a file %s is refused, and leaves nothing', async (...[, content]) => {
    const slug = await newCollection()
    expect(refusal(await send(slug, content))).toEqual([422, 'IMPORT_UNREADABLE'])
    expect(ImportsEnvelope.parse((await editor.api('GET', `/api/v1/collections/${slug}/imports`)).body).data.imports).toEqual([])
  })

  it('wants each column to have its place, and is nobody else’s', async () => {
    const slug = await newCollection(state)
    const given = await upload(slug, 'name,state\na,b\n')
    const field = { to: 'field', key: 'state' }
    for (const columns of [
      [{ to: 'name' }],
      [field, field],
      [{ to: 'nothing' }, field],
      [{ to: 'name' }, { to: 'field' }],
      [{ to: 'name' }, { to: 'field', key: 'none' }],
    ])
      expect(refusal(await start(given.id, columns)), JSON.stringify(columns)).toEqual([422, 'VALIDATION_FAILED'])
    expect(refusal(await start(given.id, [{ to: 'name' }, field], { key: 'revenue' }))[0]).toBe(422)
    expect(refusal(await start(given.id, [{ to: 'name' }, field], { zone: 'Nowhere/Else' }))[0]).toBe(422)
    const other = await app.as('editor')
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['GET', '/refused'],
      ['POST', '/cancel'],
      ['POST', '/undo'],
      ['DELETE', ''],
    ] as const)
      expect((await other.api(method, `/api/v1/imports/${given.id}${path}`)).status, `${method} ${path}`).toBe(404)
    expect((await other.api('POST', `/api/v1/imports/${given.id}/start`, { columns: [{ to: 'name' }, field] })).status).toBe(404)
    expect(CollectionEnvelope.parse((await editor.api('GET', `/api/v1/collections/${slug}`)).body).data.fields).toHaveLength(1)
  })
})
