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
      { name: 'State', key: 'state', type: 'select', choices: [{ label: '乙' }, { label: '甲' }] },
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
  ['-state,name', 'bacdef'],
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

describe('a select', () => {
  const path = '/api/v1/collections/ordered'
  const sorted = async (query: string) =>
    CollectionItemPageEnvelope.parse((await app.api('GET', `${path}/items?${query}`)).body).data.items.map(({ name }) => name)
  const setChoices = async (labels: string[]) => {
    const choices = labels.map((label) => ({ label, was: label }))
    expect((await app.api('PUT', `${path}/fields/level`, { choices })).status).toBe(200)
  }
  // What could end a text or a list in a statement.
  const labels = ['高', 'it\'s {a}, \\ "b"', 'NULL', '$1 ?| \\n', '低']

  it('is sorted by the order of its choices, whatever they are called, as that changes', async () => {
    const fields = [{ name: 'Level', key: 'level', type: 'select', choices: labels.map((label) => ({ label })) }]
    expect((await app.api('POST', '/api/v1/collections', { slug: 'ordered', name: 'Ordered', fields })).status).toBe(201)
    const create = [{ name: 'none' }, ...labels.map((label) => ({ name: label, values: { level: label } }))]
    expect((await app.api('POST', `${path}/items/bulk`, { create })).status).toBe(200)
    expect(await sorted('sort=level')).toEqual(['none', ...labels])
    expect(await sorted('sort=-level')).toEqual(['none', ...labels].toReversed())
    const shuffled = labels.toSorted()
    await setChoices(shuffled)
    expect(await sorted('sort=level')).toEqual(['none', ...shuffled])
    for (const label of labels) expect(await sorted(`filter=${encodeURIComponent(`level = ${JSON.stringify(label)}`)}`)).toEqual([label])
    expect(await sorted(`sort=level&filter=${encodeURIComponent(`level in ("低", "高")`)}`)).toEqual(shuffled.filter((label) => ['低', '高'].includes(label)))
    expect(await sorted('filter=level empty')).toEqual(['none'])
  })

  const many = Array.from({ length: 200 }, (_, n) => `区域 ${999 - n}`)

  it('of very many choices is sorted by its label', async () => {
    await setChoices([...labels, ...many])
    const create = many.slice(0, 3).map((label) => ({ name: label, values: { level: label } }))
    expect((await app.api('POST', `${path}/items/bulk`, { create })).status).toBe(200)
    expect((await sorted('sort=level')).filter((name) => many.includes(name))).toEqual(['区域 997', '区域 998', '区域 999'])
  })

  it('a cursor by labels is refused where the order of choices has come to count', async () => {
    const { next_cursor: cursor } = CollectionItemPageEnvelope.parse((await app.api('GET', `${path}/items?limit=2&sort=level`)).body).data
    await setChoices([...labels, ...many.slice(0, 3)])
    const answer = await app.api('GET', `${path}/items?limit=2&sort=level&cursor=${cursor}`)
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([422, expect.not.stringMatching(/integer|syntax|22P02/)])
  })
})

describe('Chinese', () => {
  const people = [
    '张伟',
    '赵敏',
    '重庆',
    '北京',
    '阿里',
    '鑫源',
    '昊天',
    '王芳',
    '李娜',
    '欧阳',
    '曾',
    '𠮷野',
    'Zoe',
    'adam',
    '中A',
    '中B',
    '中',
    '重Z',
    '仇',
    '玥',
  ]
  const collator = new Intl.Collator('zh-u-co-pinyin')
  // 重庆 is one of three words that ICU reads as a word; here each character has one reading.
  const chinese = people.filter((name) => /^[一-鿿]+$/.test(name) && name !== '重庆')

  it('is sorted by its pinyin, by name and by a field, in pages, and found by what it is', async () => {
    const slug = 'pinyin'
    await app.api('POST', '/api/v1/collections', { slug, name: 'Pinyin', fields: [{ name: 'Person', key: 'person', type: 'text' }] })
    await app.api('POST', `/api/v1/collections/${slug}/items/bulk`, { create: people.map((name) => ({ name, values: { person: name } })) })
    for (const sort of ['name', 'person', '-name', '-person']) {
      const found: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const answer = await app.api('GET', `/api/v1/collections/${slug}/items?limit=3&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`)
        const page = CollectionItemPageEnvelope.parse(answer.body).data
        found.push(...page.items.map(({ name }) => name))
        cursor = page.next_cursor
      }
      const ascending = sort.startsWith('-') ? found.toReversed() : found
      expect(ascending.filter((name) => chinese.includes(name))).toEqual(chinese.toSorted(collator.compare))
      expect(ascending.slice(0, 2)).toEqual(['adam', 'Zoe'])
      expect(ascending.at(-1)).toBe('𠮷野')
    }
    const filter = encodeURIComponent('person = "重庆"')
    const answer = await app.api('GET', `/api/v1/collections/${slug}/items?filter=${filter}`)
    expect(CollectionItemPageEnvelope.parse(answer.body).data.items.map(({ name }) => name)).toEqual(['重庆'])
    const again = await app.api('POST', `/api/v1/collections/${slug}/items/bulk/upsert`, { key: 'name', items: [{ name: '重庆', values: { person: '渝' } }] })
    expect(again.body).toMatchObject({ data: { created: 0, updated: 1 } })
  })
})
