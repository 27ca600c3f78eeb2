import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import { type CollectionItem, CollectionItemEnvelope } from '#shared/items.ts'
import { exportFormats } from '#shared/transfer.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'
import { sourceOf } from '../../test/make-table.ts'
import { type Place, rowConverter } from '../map/convert-row.ts'
import { suggestMapping } from '../map/suggest-mapping.ts'
import { openTable, sampleOf } from '../read-table.ts'

// What an export writes, an import reads as the same items, to the byte.

let app: TestApp
let editor: Person
let fields: Field[]
const items: CollectionItem[] = []
const path = '/api/v1/collections/everything'

const labels = ['进行中', 'a, b', '"quoted"', '-minus', "'=x", 'a；b、c', '12" pipe', 'line\nbreak', '是']
const choices = labels.map((label) => ({ label }))
/** As many as are needed to have every kind of trouble in each format. */
const ITEMS = 120

/** Text with all that trips over files: signs of formulas, quotes, separators, line ends, marks, escapes of Excel, other planes. */
const trouble = fc.constantFrom(
  "'",
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '"',
  ',',
  ';',
  ' ',
  '\u00a0',
  '\ufeff',
  '\u0007',
  '\u007f',
  '\ufffe',
  '_x000D_',
  '_x',
  '<',
  '&amp;',
  ']]>',
  '中',
  '＝',
  '😀',
  '0',
  '1e5',
  'true',
  '\\',
  '\u2028',
)
const anyText = fc.oneof(
  fc.array(trouble, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
)
const oneLine = anyText.map((text) => text.replaceAll(/[\r\n]/g, '')).filter((text) => text !== '')
const number = fc.oneof(
  fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
  fc.integer({ min: -999_999_999, max: 999_999_999 }).map((n) => Number(`${n}e-8`)),
)
const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

const body = (person: string, linked: string) =>
  fc.record({
    name: anyText.filter((text) => text.trim() !== ''),
    description: some(fc.oneof(fc.constant(''), anyText)),
    values: fc.record({
      title: some(oneLine),
      notes: some(anyText),
      count: some(number),
      price: some(fc.integer({ min: -10_000_000, max: 10_000_000 }).map((n) => Number(`${n}e-2`))),
      due: some(day.map((date) => date.toISOString().slice(0, 10))),
      at: some(day.map((date) => date.toISOString())),
      done: some(fc.boolean()),
      state: some(fc.constantFrom(...labels)),
      tags: some(fc.uniqueArray(fc.constantFrom(...labels), { minLength: 1, maxLength: 4 })),
      site: some(fc.constantFrom('https://example.com/?a=1,2;3', 'http://例子.中国/')),
      mail: some(fc.constantFrom('=cmd@example.com', '-a@例子.中国')),
      owner: some(fc.constant([person])),
      links: some(fc.constant([linked])),
    }),
  })

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const made = await editor.api('POST', '/api/v1/collections', {
    name: 'Everything',
    fields: [
      { name: '=Title, "x"', type: 'text', key: 'title' },
      { name: '备注', type: 'long_text', key: 'notes' },
      { name: 'Count', type: 'number', key: 'count' },
      { name: 'Price', type: 'currency', key: 'price' },
      { name: 'Twice', type: 'date', key: 'due' },
      { name: 'twice', type: 'date_time', key: 'at' },
      { name: 'Done', type: 'checkbox', key: 'done' },
      { name: '状态', type: 'select', key: 'state', choices },
      { name: 'Tags', type: 'multi_select', key: 'tags', choices },
      { name: 'Site', type: 'url', key: 'site' },
      { name: 'Mail', type: 'email', key: 'mail' },
      { name: 'Owner', type: 'person', key: 'owner' },
      { name: '名称', type: 'relation', key: 'links', collection: 'items', multiple: true },
    ],
  })
  fields = CollectionEnvelope.parse(made.body).data.fields
  const linked = CollectionItemEnvelope.parse((await editor.api('POST', '/api/v1/collections/items/items', { name: 'linked' })).body).data.id
  for (const item of fc.sample(body(editor.id, linked), ITEMS)) {
    const answer = await editor.api('POST', `${path}/items`, item)
    items.push(CollectionItemEnvelope.parse(answer.body, { error: () => JSON.stringify([item, answer.body]) }).data)
  }
})
afterAll(() => app.close())

async function readBack(query: string, language: string): Promise<unknown[]> {
  const answer = await fetch(`${app.url}${path}/export?sort=created_at&${query}`, {
    headers: { Authorization: `Bearer ${editor.token}`, 'Accept-Language': language },
  })
  const table = await openTable(sourceOf(new Uint8Array(await answer.arrayBuffer()), 1000))
  const places = suggestMapping(table.columns, await sampleOf(table), fields).map(({ target }): Place => {
    if (target.to === 'field') return { field: fields.find(({ key }) => key === target.key) ?? expect.fail(target.key) }
    if (target.to !== 'own') return target.to === 'nothing' ? null : expect.fail(target.field.name)
    return target.key === 'id' || target.key === 'name' || target.key === 'description' ? { own: target.key } : null
  })
  const convert = rowConverter(places)
  const drafts: unknown[] = []
  for await (const some of table.rows())
    for (const { line, cells, problem } of some) {
      const { draft, refused } = convert(cells)
      expect([line, problem, refused]).toEqual([line, null, []])
      drafts.push({ ...draft, values: Object.fromEntries(Object.entries(draft.values).filter(([, value]) => value !== null)) })
    }
  return drafts
}

describe('what is exported comes back as it was', () => {
  const expected = () => items.map(({ id, name, description, values }) => ({ id, name, description, values }))
  it.each(exportFormats)('%s', async (format) => {
    for (const query of ['', '&headers=keys', '&bom=false'])
      for (const language of ['en', 'zh-CN']) expect(await readBack(`format=${format}${query}`, language)).toEqual(expected())
  })

  it('one column alone, and what has no value in it', async () => {
    for (const format of exportFormats) {
      const back = await readBack(`format=${format}&fields=title,name`, 'en')
      const told = items.map(({ name, values }) => ({ name, values: 'title' in values ? { title: values.title } : {} }))
      expect(back).toEqual(told)
    }
    const notes = items.flatMap(({ values }) => ('notes' in values ? [values.notes] : [null]))
    const answer = await fetch(`${app.url}${path}/export?sort=created_at&fields=notes`, { headers: { Authorization: `Bearer ${editor.token}` } })
    const table = await openTable(sourceOf(new Uint8Array(await answer.arrayBuffer()), 1000))
    const cells: unknown[] = []
    for await (const some of table.rows()) cells.push(...some.map((row) => row.cells[0]))
    expect(cells).toEqual(notes)
  })
})
