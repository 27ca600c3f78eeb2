import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FacetsEnvelope } from '#shared/aggregates.ts'
import { BulkResultEnvelope } from '#shared/bulk.ts'
import { UndoneEnvelope } from '#shared/changes.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ImportEnvelope } from '#shared/imports.ts'
import { ITEM_FILES_MAX, type ItemFile, ItemFileEnvelope } from '#shared/item-files.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { fetchSigned } from '../../test/credentials.ts'
import { type Answer, type Person, startApp, type TestApp } from '../../test/harness.ts'
import { png } from '../../test/sample-files.ts'
import { forgetFiles } from './queries.ts'

let app: TestApp
let editor: Person
let other: Person
beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  other = await app.as('editor')
  await editor.api('POST', '/api/v1/collections', {
    name: 'Contracts',
    slug: 'contracts',
    fields: [
      { name: 'Files', key: 'files', type: 'attachment' },
      { name: 'Note', key: 'note', type: 'text' },
    ],
  })
})
afterAll(() => app.close())

const at = '/api/v1/collections/contracts'
const signed = (person: Person) => ({ Authorization: `Bearer ${person.token}` })
async function send(content: Uint8Array | string, name: string, person = editor): Promise<Answer> {
  const form = new FormData()
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
  const response = await fetchSigned(`${app.url}${at}/files`, { method: 'POST', headers: signed(person), body: form })
  return { status: response.status, headers: response.headers, body: await response.json() }
}
const upload = async (content: Uint8Array | string, name: string, person?: Person): Promise<ItemFile> =>
  ItemFileEnvelope.parse((await send(content, name, person)).body).data
const get = (path: string, person = editor) => fetchSigned(`${app.url}${path}`, { headers: signed(person) })
const itemOf = ({ body }: Answer) => CollectionItemEnvelope.parse(body).data
const problems = ({ status, body }: Answer) => [status, ...ErrorEnvelope.parse(body).error.details.map(({ path }) => path)]
const create = async (files: unknown, person = editor) => itemOf(await person.api('POST', `${at}/items`, { name: 'row', values: { files } }))
const setOf = ({ headers }: Answer) => headers.get('Change-Set') ?? ''
const undo = async (set: string) => UndoneEnvelope.parse((await editor.api('POST', `/api/v1/change-sets/${set}/undo`, {})).body).data.change_set_id ?? ''
const isThere = async (id: string) => (await app.database.db.execute(sql`select 1 from item_files where id = ${id}::uuid`)).rows.length === 1
/** As if all had been uploaded two days ago. */
const forgetOld = async () => {
  await app.database.db.execute(sql`update item_files set created_at = now() - interval '2 days'`)
  return await forgetFiles(app.database.db)
}

describe('a file of an item', () => {
  it('is uploaded, held by its id, given back whole, and is whoever reads the item’s', async () => {
    const large = Buffer.alloc(2_500_000, 7)
    const [image, paper] = [await upload(png(3, 2), '照片.png'), await upload(large, '合同.docx')]
    expect(image).toMatchObject({ name: '照片.png', type: 'image/png' })
    expect(paper).toMatchObject({ name: '合同.docx', type: 'application/octet-stream', size: large.length })
    const item = await create([paper.id, image.id])
    expect(item.values).toEqual({ files: [paper, image] })
    const viewer = await app.as('viewer')
    const given = await get(`${at}/items/${item.id}/files/${paper.id}`, viewer)
    expect(Buffer.from(await given.arrayBuffer()).equals(large)).toBe(true)
    expect([given.headers.get('content-disposition'), given.headers.get('x-content-type-options')]).toEqual([
      `attachment; filename="__.docx"; filename*=UTF-8''${encodeURIComponent('合同.docx')}`,
      'nosniff',
    ])
    expect(given.headers.get('content-security-policy')).toContain('sandbox')
    const shown = await get(`${at}/items/${item.id}/files/${image.id}`, viewer)
    expect([shown.headers.get('content-type'), shown.headers.get('content-disposition')?.slice(0, 6)]).toEqual(['image/png', 'inline'])
    await shown.body?.cancel()
    // As it came back it can be sent again, in another order.
    const put = await other.api('PUT', `${at}/items/${item.id}`, { values: { files: [image, { ...paper, name: 'renamed.exe' }] } })
    expect(itemOf(put).values).toEqual({ files: [image, paper] })
  })

  it('is nobody else’s before an item holds it, and no other item’s', async () => {
    const mine = await upload('a', 'a.txt')
    const item = await create([mine.id])
    expect((await get(`${at}/files/${mine.id}`)).status).toBe(200)
    expect((await get(`${at}/files/${mine.id}`, other)).status).toBe(404)
    const stranger = await other.api('POST', `${at}/items`, { name: 'stolen', values: { files: [mine.id] } })
    expect(problems(stranger)).toEqual([422, 'values.files.0'])
    const elsewhere = itemOf(await other.api('POST', `${at}/items`, { name: 'other', values: {} }))
    expect((await get(`${at}/items/${elsewhere.id}/files/${mine.id}`)).status).toBe(404)
    expect((await get(`/api/v1/collections/items/items/${item.id}/files/${mine.id}`)).status).toBe(404)
    expect(problems(await other.api('PUT', `${at}/items/${elsewhere.id}`, { values: { files: [mine.id] } }))).toEqual([422, 'values.files.0'])
    // Which an item holds, or has held, it may hold whoever writes: else nobody could bring back what it was.
    expect((await other.api('PUT', `${at}/items/${item.id}`, { values: { files: null } })).status).toBe(200)
    expect(itemOf(await other.api('PUT', `${at}/items/${item.id}`, { values: { files: [mine] } })).values).toEqual({ files: [mine] })
  })

  it('is refused where it is no file, too many, twice, empty, or by who may not write', async () => {
    const file = await upload('x', 'x.bin')
    const refused = async (files: unknown) => problems(await editor.api('POST', `${at}/items`, { name: 'row', values: { files } }))[0]
    for (const value of ['a', [], [1], [{}], [file.id, file.id], [file.id, file], ['019abf00-0000-7000-8000-000000000000'], [{ ...file, path: '/etc' }]])
      expect([value, await refused(value)]).toEqual([value, 422])
    expect(await refused(Array.from({ length: ITEM_FILES_MAX + 1 }, () => file.id))).toBe(422)
    expect((await send('', 'empty.txt')).status).toBe(422)
    expect((await send('x', 'x.txt', await app.as('viewer'))).status).toBe(403)
    expect((await editor.api('POST', `${at}/files`, { file: 'x' })).status).toBe(415)
  })

  it('goes along in bulk, by key, and in undo and redo', async () => {
    const [one, two] = [await upload('1', '1.txt'), await upload('2', '2.txt')]
    const theirs = await upload('3', '3.txt', other)
    const bulk = BulkResultEnvelope.parse(
      (
        await editor.api('POST', `${at}/items/bulk`, {
          create: [
            { name: 'bulk 1', values: { files: [one.id] } },
            { name: 'bulk 2', values: { files: [theirs.id] } },
          ],
          atomic: false,
        })
      ).body,
    ).data
    expect(bulk.rows.map(({ status, details }) => [status, details.map(({ path }) => path)])).toEqual([
      ['written', []],
      ['failed', ['values.files.0']],
    ])
    const upserted = await editor.api('POST', `${at}/items/bulk/upsert`, { key: 'name', items: [{ name: 'bulk 1', values: { files: [two.id] } }] })
    const set = BulkResultEnvelope.parse(upserted.body).data.change_set_id ?? ''
    const id = bulk.rows[0]?.id ?? ''
    const held = async () => itemOf(await editor.api('GET', `${at}/items/${id}`)).values.files
    expect(await held()).toEqual([two])
    const back = await undo(set)
    expect(await held()).toEqual([one])
    // What is not held now is still in its history.
    await forgetOld()
    expect((await get(`${at}/items/${id}/files/${two.id}`)).status).toBe(200)
    await undo(back)
    expect(await held()).toEqual([two])
  })

  it('is forgotten a day after its upload where no item holds it, and with the items that go for good', async () => {
    const [waiting, held, taken] = [await upload('w', 'w.txt'), await upload('h', 'h.txt'), await upload('t', 't.txt')]
    const created = await editor.api('POST', `${at}/items`, { name: 'undone', values: { files: [taken.id] } })
    const item = await create([held.id])
    expect(await forgetFiles(app.database.db)).toBe(0)
    const away = await undo(setOf(created))
    expect(await forgetOld()).toBeGreaterThan(0)
    expect([await isThere(waiting.id), await isThere(held.id), await isThere(taken.id)]).toEqual([false, true, true])
    // What undoing took away comes back with its files.
    await undo(away)
    const path = `${at}/items/${itemOf(created).id}/files/${taken.id}`
    expect(await (await get(path)).text()).toBe('t')
    await editor.api('DELETE', `${at}/items/${item.id}`)
    await forgetOld()
    expect((await get(`${at}/items/${item.id}/files/${held.id}`)).status).toBe(200)
    await editor.api('DELETE', `${at}/trash/${item.id}`)
    await forgetOld()
    expect([await isThere(held.id), (await get(`${at}/items/${item.id}/files/${held.id}`)).status]).toEqual([false, 404])
  })

  it('is told by its name: in exports, figures and filters; no file and no other type becomes one', async () => {
    const file = await upload('x', '=1+1, "名".txt')
    const item = itemOf(await editor.api('POST', `${at}/items`, { name: 'told', values: { files: [file.id] } }))
    const filter = encodeURIComponent('name = told')
    const csv = await (await get(`${at}/export?format=csv&fields=name,files&filter=${filter}`)).text()
    expect(csv).toContain('=1+1')
    expect(csv).not.toContain(file.id)
    const ndjson = await (await get(`${at}/export?format=ndjson&fields=files&filter=${filter}`)).text()
    expect(JSON.parse(ndjson.trim())).toEqual({ files: [{ ...file, url: `${at}/items/${item.id}/files/${file.id}` }] })
    const facets = FacetsEnvelope.parse((await editor.api('GET', `${at}/items/facets?fields=files&filter=${filter}`)).body).data
    expect(facets.fields.files?.values).toEqual([{ value: file.name, count: 1 }])
    const found = CollectionItemPageEnvelope.parse(
      (await editor.api('GET', `${at}/items?filter=${encodeURIComponent('not files empty')}&limit=1000`)).body,
    ).data
    expect(found.items.some(({ id }) => id === item.id)).toBe(true)
    expect((await editor.api('GET', `${at}/items?filter=${encodeURIComponent('files = x')}`)).status).toBe(422)
    expect((await editor.api('GET', `${at}/items?sort=files`)).status).toBe(422)
    expect((await editor.api('GET', `${at}/items/aggregate?group=files`)).status).toBe(422)
    expect((await editor.api('PUT', `${at}/fields/files`, { type: 'text' })).status).toBe(422)
    expect((await editor.api('PUT', `${at}/fields/note`, { type: 'attachment' })).status).toBe(422)
  })

  it('is not imported, which says why', async () => {
    const form = new FormData()
    form.append('file', new Blob(['name,files\nimported,合同.pdf\nwithout,\n']), 'rows.csv')
    const made = ImportEnvelope.parse(await (await fetchSigned(`${app.url}${at}/imports`, { method: 'POST', headers: signed(editor), body: form })).json()).data
    await editor.api('POST', `/api/v1/imports/${made.id}/start`, { columns: [{ to: 'name' }, { to: 'field', key: 'files' }] })
    const state = async () => ImportEnvelope.parse((await editor.api('GET', `/api/v1/imports/${made.id}`)).body).data
    await expect.poll(async () => (await state()).state, { timeout: 20_000 }).toBe('done')
    expect(await state()).toMatchObject({ created: 1, refused: 1 })
    expect(await (await get(`/api/v1/imports/${made.id}/refused`)).text()).toContain('附件')
  })

  it('shows in the description of the API', async () => {
    const text = await (await fetch(`${app.url}/openapi.json`)).text()
    const { components } = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) }).parse(JSON.parse(text))
    expect(Object.keys(components.schemas)).toContain('ItemFile')
    expect(JSON.stringify(components.schemas.Field)).toContain('"attachment"')
  })
})
