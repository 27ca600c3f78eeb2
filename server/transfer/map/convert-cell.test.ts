import { describe, expect, it } from 'vitest'
import { type Cell, type ConvertOptions, converterOf } from '#shared/convert-cell.ts'
import type { Field } from '#shared/fields.ts'
import { rowConverter, describe as words } from './convert-row.ts'

const id = '019abf00-0000-7000-8000-000000000000'
const field = (type: Field['type'], settings: Partial<Field> = {}): Field => ({
  id,
  key: 'k',
  name: 'K',
  type,
  description: null,
  required: false,
  ...settings,
})
const choices = ['进行中', '完成', 'Done, really', 'a'].map((label) => ({ label, color: 'gray' as const }))

/** The value; or, of what is refused, its English words, which have Chinese ones beside them. */
function convert(to: Field, cell: Cell, options?: ConvertOptions): unknown {
  const converted = converterOf(to, words, options)(cell)
  if ('value' in converted) return converted.value
  expect(converted.refused['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  return `! ${converted.refused.en}`
}
const table = (to: Field, rows: [Cell, unknown][], options?: ConvertOptions) =>
  it.each(rows)(`${to.type} %j`, (cell, expected) => expect(convert(to, cell, options)).toEqual(expected))

describe('a cell becomes a value of', () => {
  table(field('number'), [
    ['12', 12],
    [' 1,234.50 ', 1234.5],
    ['１，２３４．５', 1234.5],
    ['1.234,56', 1234.56],
    ['1,234,567', 1_234_567],
    ['12,34', '! “12,34” is no number.'],
    ['-3', -3],
    ['−3', -3],
    ['(3.5)', -3.5],
    ['7%', 0.07],
    ['12.5％', 0.125],
    ['¥1,200', 1200],
    ['1200元', 1200],
    ['$-5', -5],
    ['-$5', -5],
    ['1e3', 1000],
    ['0.1', 0.1],
    [0.1, 0.1],
    [true, '! “true” is no number.'],
    ['abc', '! “abc” is no number.'],
    ['1 2', '! “1 2” is no number.'],
    ['12345678901234567', '! The number has more digits than the field.'],
    ['0.123456789', '! The number has more digits than the field.'],
    ['', null],
    [null, null],
    ['  ', null],
    [{ a: 1 }, '! There is an object here, not a value.'],
  ])
  table(field('number', { decimals: 0, min: 0 }), [
    ['1.5', '! The number has more digits than the field.'],
    ['-1', expect.stringContaining('! Too small')],
    ['2.0', 2],
  ])
  table(field('currency', { currency: 'CNY' }), [
    ['￥1,200.50', 1200.5],
    ['1200.5 元', 1200.5],
    ['RMB 3', 3],
    ['$5', '! “$5” is in USD, the field in CNY.'],
    ['1.234', '! The number has more digits than the field.'],
  ])
  table(field('currency', { currency: 'JPY' }), [['¥1,200', 1200]])
  table(field('checkbox'), [
    ['是', true],
    ['否', false],
    ['√', true],
    ['✔️', true],
    ['×', false],
    ['TRUE', true],
    ['false', false],
    ['Yes', true],
    [1, true],
    ['0', false],
    [false, false],
    ['maybe', '! “maybe” is neither yes nor no.'],
    ['', null],
  ])
  table(field('date'), [
    ['2026-12-01', '2026-12-01'],
    ['2026/12/1', '2026-12-01'],
    ['2026.12.1', '2026-12-01'],
    ['2026年12月1日', '2026-12-01'],
    ['２０２６年１２月１日', '2026-12-01'],
    ['20261201', '2026-12-01'],
    [20261201, '2026-12-01'],
    ['12/1/2026', '2026-12-01'],
    ['1.12.2026', '2026-12-01'],
    ['1 Dec 2026', '2026-12-01'],
    ['December 1, 2026', '2026-12-01'],
    ['2026-12-01T00:00:00', '2026-12-01'],
    ['2026-12-01 08:30', '! “2026-12-01 08:30” has a time, which the field cannot hold.'],
    ['13/12/2026', '! “13/12/2026” is no day that there is.'],
    ['2026-02-30', '! “2026-02-30” is no day that there is.'],
    ['2026/12-01', '! “2026/12-01” is no day that there is.'],
    ['0000-01-01', '! “0000-01-01” is no day that there is.'],
    ['soon', '! “soon” is no day that there is.'],
  ])
  table(field('date'), [['1/12/2026', '2026-12-01']], { dayOrder: 'day_first' })
  table(field('date_time'), [
    ['2026-12-01T08:30:00+08:00', '2026-12-01T00:30:00.000Z'],
    ['2026-12-01T08:30:15.5Z', '2026-12-01T08:30:15.500Z'],
    ['2026-12-01 08:30', '2026-12-01T08:30:00.000Z'],
    ['2026/12/1 8:30:05 PM', '2026-12-01T20:30:05.000Z'],
    ['2026年12月1日 下午3:05', '2026-12-01T15:05:00.000Z'],
    ['2026年12月1日 15时05分', '2026-12-01T15:05:00.000Z'],
    ['2026-12-01 25:00', '! “2026-12-01 25:00” is no day that there is.'],
  ])
  table(
    field('date_time'),
    [
      ['2026-12-01 08:30', '2026-12-01T00:30:00.000Z'],
      ['2026-12-01', '2026-11-30T16:00:00.000Z'],
      ['2026-12-01T08:30:00Z', '2026-12-01T08:30:00.000Z'],
    ],
    { zone: 'Asia/Shanghai' },
  )
  // An hour that a clock skips, and one on either side of it.
  table(
    field('date_time'),
    [
      ['2026-03-29 01:30', '2026-03-29T00:30:00.000Z'],
      ['2026-03-29 03:30', '2026-03-29T01:30:00.000Z'],
    ],
    { zone: 'Europe/Berlin' },
  )
  table(field('select', { choices }), [
    ['进行中', '进行中'],
    [' DONE,  REALLY', 'Done, really'],
    ['Ａ', 'a'],
    ['未知', '! “未知” is none of the choices.'],
    [['a'], '! There is a list here; the field has one value.'],
  ])
  table(field('multi_select', { choices }), [
    ['进行中、完成', ['进行中', '完成']],
    ['"Done, really"; a', ['Done, really', 'a']],
    ['Done, really', ['Done, really']],
    [
      ['a', '完成'],
      ['a', '完成'],
    ],
    ['a, a', '! Each can be there once.'],
    ['a, 未知', '! “未知” is none of the choices.'],
    ['"a', '! A quotation mark is not closed.'],
  ])
  table(field('url'), [
    [' https://example.com/x ', 'https://example.com/x'],
    ['example.com', '! A web address begins with http:// or https://.'],
  ])
  table(field('email'), [
    ['a@example.com', 'a@example.com'],
    ['a example', '! An e-mail address has an @ and no space.'],
  ])
  table(field('text'), [
    [' a ', ' a '],
    [7, '7'],
    [1e-8, '0.00000001'],
    [true, 'true'],
    ['a\nb', '! A text of one line has no line break.'],
    ['x'.repeat(2001), expect.stringContaining('! Too big')],
  ])
  table(field('long_text'), [['a\r\nb', 'a\r\nb']])
  table(
    field('person', { multiple: true }),
    [
      [id, [id]],
      [`${id.toUpperCase()}, 张三`, [id, '019abf00-0000-7000-8000-000000000001']],
      ['李四', '! “李四” was not found.'],
    ],
    { lookUp: (_, text) => (text === '张三' ? '019abf00-0000-7000-8000-000000000001' : undefined) },
  )
  table(field('relation', { collection: 'items' }), [[`${id}, 019abf00-0000-7000-8000-000000000001`, expect.stringContaining('! Too big')]])
})

it('a row becomes an item, and every cell that is refused is named', () => {
  const row = rowConverter([{ own: 'name' }, null, { own: 'description' }, { field: field('number') }, { own: 'id' }])
  expect(row(['甲', 'left out', '', '1,000', id])).toEqual({ draft: { id, name: '甲', description: '', values: { k: 1000 } }, refused: [] })
  expect(row([7, null, null, null, null])).toEqual({ draft: { name: '7', description: null, values: { k: null } }, refused: [] })
  const { refused } = row(['  ', null, 'x'.repeat(100_001), 'x', 'x'])
  expect(refused.map(({ column }) => column)).toEqual([0, 2, 3, 4])
  for (const { words } of refused) expect(words['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
})
