import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { z } from 'zod'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'
import { sourceOf } from '../../test/make-table.ts'
import { columnsOf } from '../columns.ts'
import { openTable, sampleOf } from '../read-table.ts'
import { writeXlsx } from './write-xlsx.ts'

let app: TestApp
let editor: Person
let path: string
let id: string
const made: CollectionItem[] = []

const fields = [
  { name: '状态', type: 'select', key: 'state', choices: [{ label: '进行中' }, { label: '完成' }] },
  { name: 'Count', type: 'number', key: 'count' },
  { name: 'Due', type: 'date', key: 'due' },
  { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }, { label: 'b, c' }] },
  { name: 'Done', type: 'checkbox', key: 'done' },
  // Called as what every item has.
  { name: 'Name', type: 'text', key: 'other_name' },
]

async function create(body: object): Promise<void> {
  made.push(CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items`, body)).body).data)
}

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const collection = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: '客户 "A"/B', slug: 'customers', fields })).body).data
  id = collection.id
  path = '/api/v1/collections/customers'
  await create({ name: '=HYPERLINK("x")', values: { state: '进行中', count: -5, due: '2026-12-01', tags: ['b, c', 'a'], done: true } })
  await create({ name: 'two "quoted"\r\nlines', description: '', values: { count: 0.00000001, other_name: '-1' } })
  await create({ name: '季度报告', description: 'a;b', values: { state: '完成', done: false } })
})
afterAll(() => app.close())

const download = (query: string, person: Person = editor, language = 'en') =>
  fetch(`${app.url}${path}/export?${query}`, { headers: { Authorization: `Bearer ${person.token}`, 'Accept-Language': language } })
const linesOf = async (query: string) => (await (await download(query)).text()).split('\r\n').slice(0, -1)

describe('an export', () => {
  it('is CSV that Excel reads, that no spreadsheet runs and whose numbers are numbers', async () => {
    const answer = await download('sort=created_at')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [one, two, three] = made
    expect(new TextDecoder().decode(bytes)).toBe(
      [
        'Id,Name (name),Description,状态,Count,Due,Tags,Done,Name (other_name),Created,Updated,Version',
        `${one?.id},"'=HYPERLINK(""x"")",,进行中,-5,2026-12-01,"""b, c"", a",true,,${one?.created_at},${one?.updated_at},1`,
        `${two?.id},"two ""quoted""\r\nlines","",,0.00000001,,,,'-1,${two?.created_at},${two?.updated_at},1`,
        `${three?.id},季度报告,"a;b",完成,,,,false,,${three?.created_at},${three?.updated_at},1`,
        '',
      ].join('\r\n'),
    )
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const day = new Date().toISOString().slice(0, 10)
    const name = encodeURIComponent(`客户 A B-${day}.csv`)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="__ A B-${day}.csv"; filename*=UTF-8''${name}`)
  })

  it('has the columns that were asked for in their order, by key, without a mark', async () => {
    expect(await linesOf('fields=count,name&headers=keys&bom=false&sort=-created_at')).toEqual([
      'count,name',
      ',季度报告',
      '0.00000001,"two ""quoted""',
      'lines"',
      `-5,"'=HYPERLINK(""x"")"`,
    ])
    expect((await (await download('fields=name,state', editor, 'zh-CN')).text()).split('\r\n')[0]).toBe('名称,状态')
  })

  it('has what the list has', async () => {
    for (const query of [
      '',
      'q=报告',
      `filter=${encodeURIComponent('state = 进行中 or count < 1')}`,
      'sort=name',
      'sort=-name,created_at',
      `q=lines&filter=${encodeURIComponent('count > 0')}`,
    ]) {
      const listed = CollectionItemPageEnvelope.parse((await editor.api('GET', `${path}/items?${query}`)).body).data.items
      const rows = z.array(z.looseObject({ id: z.string() })).parse(await (await download(`format=json&${query}`)).json())
      expect(rows.map((row) => row.id)).toEqual(listed.map((item) => item.id))
    }
  })

  it('is JSON and NDJSON by keys, all of them in each row', async () => {
    const row = { name: '季度报告', state: '完成', tags: null, done: false }
    expect(await (await download(`format=json&fields=name,state,tags,done&q=报告`)).json()).toEqual([row])
    const lines = await (await download(`format=ndjson&fields=name,state,tags,done&q=报告`)).text()
    expect(lines).toBe(`${JSON.stringify(row)}\n`)
    expect(await (await download('format=json&q=nothing-like-it')).text()).toBe('[]\n')
    expect(await (await download('format=ndjson&q=nothing-like-it')).text()).toBe('')
  })

  it('is refused for columns, filters and sorts that there are not, and before it begins', async () => {
    const refused = async (query: string) => {
      const answer = await download(query)
      return [answer.status, ErrorEnvelope.parse(await answer.json()).error.details.map((detail) => detail.path)]
    }
    expect(await refused('fields=name,none')).toEqual([422, ['fields']])
    expect(await refused('fields=name,name')).toEqual([422, ['fields']])
    expect(await refused('fields=Name')).toEqual([400, ['fields']])
    expect(await refused('format=xls')).toEqual([422, ['format']])
    expect(await refused('sort=deleted_at')).toEqual([422, ['sort']])
    expect(await refused(`filter=${encodeURIComponent('none = 1')}`)).toEqual([422, ['filter']])
    expect(await refused(`filter=${encodeURIComponent('state =')}`)).toEqual([400, ['filter']])
    expect((await editor.api('GET', '/api/v1/collections/none/export')).status).toBe(404)
  })

  it('leaves a line in the audit, and none of what it held', async () => {
    await download('format=ndjson&q=报告&fields=name')
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', '/api/v1/audit?action=item.export&limit=1')).body).data
    expect(entries[0]).toMatchObject({
      actor_id: editor.id,
      action: 'item.export',
      target_type: 'collection',
      target_id: id,
      detail: { format: 'ndjson', q: '报告', fields: 'name' },
    })
    expect(entries[0]?.detail).toEqual({ format: 'ndjson', q: '报告', fields: 'name' })
  })

  it('never has what is in the trash, nor of another collection', async () => {
    await editor.api('POST', '/api/v1/items', { name: 'of the contract' })
    const gone = CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items`, { name: 'gone' })).body).data
    await editor.api('DELETE', `${path}/items/${gone.id}`)
    expect(await linesOf('fields=id&sort=created_at&headers=keys&bom=false')).toEqual(['id', ...made.map((item) => item.id)])
  })
})

describe('a sheet', () => {
  const parts = async (query: string) => {
    const zip = await fromBufferPromise(Buffer.from(await (await download(`format=xlsx&${query}`, editor, 'zh-CN')).arrayBuffer()))
    const found: Record<string, string> = {}
    for await (const entry of zip.eachEntry()) {
      const pieces: Uint8Array[] = []
      for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(Buffer.from(piece))
      found[entry.fileName] = Buffer.concat(pieces).toString()
    }
    return found
  }

  it('has typed cells, a header that stays in view, and no formula', async () => {
    const found = await parts('fields=name,count,due,done,tags&sort=created_at')
    expect(Object.keys(found)).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
    ])
    const sheet = found['xl/worksheets/sheet1.xml'] ?? ''
    const [, header, one, two] =
      /<pane ySplit="1"[^>]*state="frozen"\/>.*?(<row r="1">.*<\/row>)(<row r="2">.*<\/row>)(<row r="3">.*<\/row>)<row r="4">/s.exec(sheet) ?? []
    expect(header).toContain('<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">名称</t></is></c>')
    expect(one).toBe(
      '<row r="2"><c r="A2" s="2" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&quot;x&quot;)</t></is></c><c r="B2" s="3"><v>-5</v></c><c r="C2" s="4"><v>46357</v></c><c r="D2" s="5" t="b"><v>1</v></c><c r="E2" s="6" t="inlineStr"><is><t xml:space="preserve">&quot;b, c&quot;, a</t></is></c></row>',
    )
    expect(two).toContain('two &quot;quoted&quot;_x000D_\nlines')
    expect(sheet).not.toContain('<f>')
    expect(found['xl/styles.xml']).toContain('formatCode="yyyy-mm-dd"')
    expect(found['xl/workbook.xml']).toContain('name="客户 &quot;A&quot; B"')
  })

  it('has moments by the clock that was asked for', async () => {
    const answer = await download('format=xlsx&fields=created_at,due&sort=created_at&zone=Asia/Shanghai')
    const rows = await sampleOf(await openTable(sourceOf(new Uint8Array(await answer.arrayBuffer()), 4096)))
    const there = new Date(Date.parse(made[0]?.created_at ?? '') + 8 * 3_600_000).toISOString().slice(0, -1)
    expect(rows[0]?.cells).toEqual([there.replace(/\.000$/, ''), '2026-12-01'])
    expect((await download('format=xlsx&zone=Mars/Olympus')).status).toBe(422)
  })

  it('says of a text that does not fit that it was cut, and is not taken for the whole when it is read', async () => {
    const long = CollectionItemEnvelope.parse((await editor.api('POST', `${path}/items`, { name: 'long', description: '长'.repeat(40_000) })).body).data
    const answer = await download('format=xlsx&q=long')
    const table = await openTable(sourceOf(new Uint8Array(await answer.arrayBuffer()), 4096))
    for await (const rows of table.rows()) expect(rows.map(({ problem }) => problem?.en)).toEqual(['The text in column C was cut when the file was written.'])
    await editor.api('DELETE', `${path}/items/${long.id}`)
  })

  it('is written no further when its reader leaves', async () => {
    let given = 0
    let ended = false
    const [item] = made
    if (!item) throw new Error('Nothing was made')
    async function* rows() {
      try {
        for (;;) {
          given++
          yield Array.from({ length: 100 }, () => item ?? expect.fail())
        }
      } finally {
        ended = true
      }
    }
    const file = writeXlsx(columnsOf([], 'en', 'names'), rows(), { sheetName: 'Endless', language: 'en', zone: 'UTC' })
    await expect.poll(() => given).toBeGreaterThan(0)
    // It waits for its reader.
    expect(given).toBeLessThan(100)
    file.destroy()
    await once(file, 'close')
    await expect.poll(() => ended).toBe(true)
  })
})

describe('a large export', () => {
  const rows = 12_345
  beforeAll(async () => {
    await editor.api('POST', '/api/v1/collections', { name: 'Large', slug: 'large', fields: [{ name: 'Count', type: 'number', key: 'count' }] })
    await app.database.db.execute(sql`
      insert into items (id, collection_id, name, "values", created_at, created_by, updated_by)
      select gen_random_uuid(), c.id, 'row ' || (n % 7), jsonb_build_object('count', n), now() - n * interval '1 second', ${editor.id}::uuid, ${editor.id}::uuid
      from collections c, generate_series(1, ${rows}::int) n where c.slug = 'large'`)
    path = '/api/v1/collections/large'
  })
  const countsOf = async (query: string) =>
    z.array(z.object({ count: z.number() })).parse(
      (await (await download(`format=ndjson&fields=count&${query}`)).text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )

  it('has each row once, in the order of the list, however it is sorted and narrowed', async () => {
    const all = Array.from({ length: rows }, (_, at) => at + 1)
    expect((await countsOf('')).map(({ count }) => count)).toEqual(all)
    expect((await countsOf('sort=created_at')).map(({ count }) => count)).toEqual(all.toReversed())
    const sorted = all.toSorted((a, b) => (a % 7) - (b % 7) || a - b)
    expect((await countsOf('sort=name,-created_at')).map(({ count }) => count)).toEqual(sorted)
    expect((await countsOf(`filter=${encodeURIComponent('count > 11000 and name = "row 3"')}`)).map(({ count }) => count)).toEqual(
      all.filter((n) => n > 11_000 && n % 7 === 3),
    )
  })

  it('stops when its reader leaves', async () => {
    const leaving = new AbortController()
    const answer = await fetch(`${app.url}${path}/export?format=csv`, { headers: { Authorization: `Bearer ${editor.token}` }, signal: leaving.signal })
    await answer.body?.getReader().read()
    leaving.abort()
    expect((await editor.api('GET', `${path}/items?limit=1`)).status).toBe(200)
  })

  it('is refused as a sheet where it has more rows than one', async () => {
    await app.database.db.execute(
      sql`update item_counts set live = 1048576 where collection_id = (select id from collections where slug = 'large') and live > 0`,
    )
    const answer = await download('format=xlsx')
    expect([answer.status, ErrorEnvelope.parse(await answer.json()).error.details]).toEqual([
      422,
      [{ path: 'format', message: expect.stringContaining('1,048,575') }],
    ])
  })
})
