import { describe, expect, it } from 'vitest'
import type { Cell } from '#shared/convert-cell.ts'
import type { Field } from '#shared/fields.ts'
import { suggestMapping } from './suggest-mapping.ts'
import { suggestType } from './suggest-type.ts'

const id = '019abf00-0000-7000-8000-000000000000'
const field = (key: string, name: string, type: Field['type'] = 'text'): Field => ({ id, key, name, type, description: null, required: false })
const times = (count: number, ...cells: Cell[]): Cell[] => Array.from({ length: count }, (_, at) => cells[at % cells.length] ?? null)

describe('the type of a column', () => {
  it.each<[Cell[], object]>([
    [['1', '2.5', '', null], { type: 'number' }],
    [[1, 2], { type: 'number' }],
    [['1,234', '12%'], { type: 'number' }],
    [['¥1,200.50', '¥3'], { type: 'currency', currency: 'CNY' }],
    [['$5', '7'], { type: 'currency', currency: 'USD' }],
    [['€1.234,50'], { type: 'currency', currency: 'EUR' }],
    [['$5', '¥7'], { type: 'text' }],
    [['007', '012'], { type: 'text' }],
    [['110101199003077758'], { type: 'text' }],
    [['13800138000'], { type: 'text' }],
    [['2026/12/1', '2026/1/31'], { type: 'date' }],
    [['2026年12月1日'], { type: 'date' }],
    [['20261201', '20260131'], { type: 'date' }],
    [['2026-12-01 08:30', '2026-12-02'], { type: 'date_time' }],
    [['12/25/2026', '1/2/2026'], { type: 'date' }],
    [['25/12/2026', '1/2/2026'], { type: 'date' }],
    [['是', '否', ''], { type: 'checkbox' }],
    [['true', 'FALSE'], { type: 'checkbox' }],
    [['√', ''], { type: 'checkbox' }],
    [[true, false], { type: 'checkbox' }],
    [['1', '0'], { type: 'number' }],
    [['https://example.com', 'http://example.com/a'], { type: 'url' }],
    [['a@example.com'], { type: 'email' }],
    [times(9, '进行中', '完成', '已取消'), { type: 'select', choices: [{ label: '进行中' }, { label: '完成' }, { label: '已取消' }] }],
    [times(8, 'a, b', 'b、c', 'a'), { type: 'multi_select', choices: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] }],
    [times(6, ['a'], ['a', 'b']), { type: 'multi_select', choices: [{ label: 'a' }, { label: 'b' }] }],
    [['one', 'two', 'three'], { type: 'text' }],
    [['two\nlines'], { type: 'long_text' }],
    [['x'.repeat(2001)], { type: 'long_text' }],
    [[null, ' '], { type: 'text' }],
  ])('%j', (cells, expected) => {
    const { field: found, notes } = suggestType(cells)
    expect(found).toEqual(expected)
    for (const note of notes) expect(note['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  })

  it('says what cannot be known', () => {
    const said = (...cells: Cell[]) => suggestType(cells).notes.map(({ en }) => en)
    expect(said('1/2/2026', '3/4/2026')).toEqual(['Nothing says whether “1/2/2026” has the month or the day first; the month is taken.'])
    expect(said('1/2/2026', '3/25/2026')).toEqual([])
    expect(said('2026-12-01 08:30')).toEqual(['The times have no zone of their own: the zone of the import counts.'])
    expect(said('2026-12-01T08:30:00Z')).toEqual([])
    expect(said('¥5')).toEqual(['¥ is read as yuan; choose JPY where it is yen.'])
    expect(said(...times(19, '1', '2', '3'), 'N/A')).toEqual(['Nearly all are numbers; 1 of 20 are not, as “N/A”.'])
    expect(suggestType(['25/12/2026']).dayOrder).toBe('day_first')
    expect(suggestType(['12/25/2026']).dayOrder).toBe('month_first')
  })
})

describe('the target of a column', () => {
  const fields = [
    field('state', '状态', 'select'),
    field('next_call', 'Next call', 'date'),
    field('one', 'Twice'),
    field('two', 'Twice'),
    field('title', '标题'),
  ]
  const targets = (...columns: string[]) =>
    suggestMapping(columns, [], fields).map(({ target }) =>
      target.to === 'new' ? `new ${target.field.name}` : 'key' in target ? `${target.to} ${target.key}` : target.to,
    )

  it('is found by key and by name, whichever case and width they have', () => {
    expect(targets('ＮＡＭＥ', '状态', 'next  CALL', 'Description')).toEqual(['own name', 'field state', 'field next_call', 'own description'])
    expect(targets('名称', 'state', 'next_call', '描述', '编号')).toEqual(['own name', 'field state', 'field next_call', 'own description', 'own id'])
    expect(targets('Name', 'Twice (two)', 'Twice', '创建时间', 'Version')).toEqual(['own name', 'field two', 'new Twice', 'nothing', 'nothing'])
    // A field is called so; only where none is, the word means the name.
    expect(targets('标题', '备注')).toEqual(['field title', 'own description'])
  })
  it('is each target once', () => expect(targets('name', '名称', 'state', '状态')).toEqual(['own name', 'new 名称', 'field state', 'new 状态']))
  it('is the name for the first text where nothing is called so', () => {
    const rows = [{ line: 2, cells: [1, '2026-12-01', '云帆科技'], problem: null }]
    const suggestions = suggestMapping(['数量', '日期', '客户'], rows, [])
    expect(suggestions.map(({ target }) => target)).toEqual([
      { to: 'new', field: { name: '数量', type: 'number' } },
      { to: 'new', field: { name: '日期', type: 'date' } },
      { to: 'own', key: 'name' },
    ])
    expect(suggestions[2]?.notes[0]?.en).toBe('Every item needs a name; this column is taken for it.')
  })
  it('keeps what a day means', () => {
    const rows = [{ line: 2, cells: ['甲', '25/12/2026'], problem: null }]
    expect(suggestMapping(['name', 'Next call'], rows, fields)[1]).toEqual({
      column: 'Next call',
      target: { to: 'field', key: 'next_call' },
      dayOrder: 'day_first',
      notes: [],
    })
  })
})
