import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
const at = '/api/v1/collections/sorted/items'
const rows = [
  { name: 'a', values: { number: 10, text: 'b', due: '2026-12-01', at: '2026-12-01T08:00:00+08:00', done: true, state: '乙' } },
  { name: 'b', values: { number: 9, text: 'B', due: '2026-01-02', at: '2026-12-01T08:00:00Z', state: '甲' } },
  { name: 'c', values: { number: -0.5, text: '中文', due: '2025-12-31' } },
  { name: 'd', values: {} },
  { name: 'e', values: { number: 100, text: 'ä', done: false } },
  { name: 'f', values: { number: 10, text: 'b', due: '2026-12-01' } },
]
beforeAll(async () => {
  app = await startApp()
  await app.api('POST', '/api/v1/collections', {
    slug: 'sorted',
    name: 'Sorted',
    fields: [
      { name: 'Number', key: 'number', type: 'number' },
      { name: 'Text', key: 'text', type: 'text' },
      { name: 'Due', key: 'due', type: 'date' },
      { name: 'At', key: 'at', type: 'date_time' },
      { name: 'Done', key: 'done', type: 'checkbox' },
      { name: 'State', key: 'state', type: 'select', choices: [{ label: '甲' }, { label: '乙' }] },
      { name: 'Tags', key: 'tags', type: 'multi_select', choices: [{ label: 'x' }] },
    ],
  })
  await app.api('POST', `${at}/bulk`, { create: rows })
})
afterAll(() => app.close())

/** Every row, page by page. */
async function walk(query: string, limit: number): Promise<string> {
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await app.api('GET', `${at}?limit=${limit}&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    const page = CollectionItemPageEnvelope.parse(answer.body).data
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next_cursor
  }
  return names.join('')
}

describe.each([
  ['number,name', 'dcbafe'],
  ['-number,name', 'eafbcd'],
  ['text,name', 'dabfec'],
  ['-text,-name', 'cefbad'],
  ['due,name', 'decbaf'],
  ['at,name', 'cdefab'],
  ['-at,name', 'bacdef'],
  ['done,name', 'bcdefa'],
  ['state,name', 'cdefab'],
  ['-done,-number,text,name', 'aefbcd'],
])('sorted by %s', (sort, expected) => {
  it.each([1, 2, 3, 50])('in pages of %i', async (limit) => {
    // Where there is no value it comes first.
    expect(await walk(`sort=${sort}`, limit)).toBe(expected)
  })

  it('of what a filter or words find', async () => {
    const few = expected.replaceAll(/[^abf]/g, '')
    expect(await walk(`sort=${sort}&filter=${encodeURIComponent('number in (9, 10)')}`, 1)).toBe(few)
    expect(await walk(`sort=${sort}&q=b`, 1)).toBe(few)
  })
})

it.each(['tags', 'nothing', 'number,number', 'number,text,due,at,done', 'values', 'constructor', '-'])('is not sorted by %s', async (sort) => {
  expect([400, 422]).toContain((await app.api('GET', `${at}?sort=${sort}`)).status)
})

it('a cursor belongs to its sort', async () => {
  const { next_cursor: cursor } = CollectionItemPageEnvelope.parse((await app.api('GET', `${at}?limit=1&sort=number`)).body).data
  expect((await app.api('GET', `${at}?limit=1&sort=-number&cursor=${cursor}`)).status).toBe(400)
})
