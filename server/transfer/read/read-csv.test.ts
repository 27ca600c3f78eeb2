import { describe, expect, it } from 'vitest'
import { gb18030, repeated, sourceOf, utf16be, utf16le } from '../../test/make-table.ts'
import { type HowRead, openTable } from '../read-table.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'
import { TableError } from './table-error.ts'

async function read(source: Source): Promise<{ table: Table; rows: Row[] }> {
  const table = await openTable(source)
  const rows: Row[] = []
  for await (const some of table.rows()) rows.push(...some)
  return { table, rows }
}
const cellsOf = async (content: string | Uint8Array) => (await read(sourceOf(content))).rows.map(({ cells }) => cells)

/** What is wrong with a file, and in which line. */
async function wrong(source: Source): Promise<[string, number | null]> {
  const found = await read(source).catch((error: unknown) => error)
  if (!(found instanceof TableError)) throw new Error('The file was read', { cause: found })
  expect(found.words['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  return [found.problem, found.line]
}

describe('the encoding of a file is found out', () => {
  const text = '名称,金额,备注\r\n云帆科技,1200,"第一行\n第二行"\r\n北京“智”造,3.5,——\r\n'
  const ascii = 'a,b,c\n1,2,3\n'
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', utf16le(`\uFEFF${text}`)],
    ['utf-16be', utf16be(`\uFEFF${text}`)],
    ['utf-16le', utf16le(text)],
    ['utf-16be', utf16be(text)],
    ['utf-16le', utf16le(ascii)],
    ['utf-16be', utf16be(ascii)],
    ['gb18030', gb18030(text)],
    // Chinese in its last line only.
    ['gb18030', Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(50_000)}`), gb18030('名称,值\n')])],
    ['utf-8', Buffer.from(`a,b\n${'1,2\n'.repeat(50_000)}名称,值\n`)],
  ])('%s', async (encoding, bytes) => {
    for (const piece of [1, 4096]) {
      if (piece === 1 && bytes.length > 10_000) continue
      const { table, rows } = await read(sourceOf(bytes, piece))
      expect(table.encoding).toBe(encoding)
      if (rows.length > 2) expect(rows.at(-1)?.cells).toEqual(['名称', '值'])
      else if (table.columns[0] === 'a') expect(rows).toEqual([{ line: 2, cells: ['1', '2', '3'], problem: null }])
      else
        expect([table.columns, ...rows]).toEqual([
          ['名称', '金额', '备注'],
          { line: 2, cells: ['云帆科技', '1200', '第一行\n第二行'], problem: null },
          { line: 4, cells: ['北京“智”造', '3.5', '——'], problem: null },
        ])
    }
  })

  it('with the line of what is none of it', async () => {
    expect(await wrong(sourceOf(Buffer.concat([Buffer.from('名称,b\n1,2\n中'), Buffer.from([0xff, 0xff]), Buffer.from('\n')])))).toEqual(['encoding', 3])
    expect(await wrong(sourceOf(Buffer.concat([gb18030('名称,b\n值,2\n'), Buffer.from([0xff, 0xff]), Buffer.from('\n')])))).toEqual(['encoding', 3])
    expect(await wrong(sourceOf(Buffer.concat([utf16le('\uFEFFa,b\n1,2\n'), Buffer.from([0x00, 0xd8, 0x61, 0x00])])))).toEqual(['encoding', 3])
    expect(await wrong(sourceOf(Buffer.from('\uFEFFa,b\n中').subarray(0, -1)))).toEqual(['encoding', 2])
  })
})

describe('what is said is not found out', () => {
  const read = async (bytes: Uint8Array, how: HowRead) => {
    const table = await openTable(sourceOf(bytes), how)
    const rows: unknown[] = []
    for await (const some of table.rows()) rows.push(...some.map(({ cells }) => cells))
    return [table.encoding, table.delimiter, table.columns, ...rows]
  }
  it.each<[HowRead, Uint8Array, string, unknown[]]>([
    // Each of these bytes is GB18030 as well.
    [{ encoding: 'big5' }, Buffer.from([0xa6, 0x57, 0x2c, 0x62, 0x0a, 0xa4, 0xa4, 0x2c, 0x31]), ',', ['名', 'b']],
    [{ encoding: 'shift_jis' }, Buffer.from([0x96, 0xbc, 0x2c, 0x62, 0x0a, 0x83, 0x41, 0x2c, 0x31]), ',', ['名', 'b']],
    [{ encoding: 'gb18030' }, gb18030('名,b\n中,1'), ',', ['名', 'b']],
    [{ encoding: 'utf-16le' }, utf16le('\uFEFF名,b\n中,1'), ',', ['名', 'b']],
    [{ encoding: 'utf-16be' }, utf16be('名,b\n中,1'), ',', ['名', 'b']],
    [{ encoding: 'utf-8' }, Buffer.from('\uFEFF名,b\n中,1'), ',', ['名', 'b']],
  ])('%j', async (how, bytes, delimiter, columns) => {
    const [encoding, parted, header, row] = await read(bytes, how)
    expect([encoding, parted, header, row]).toEqual([how.encoding, delimiter, columns, [how.encoding === 'shift_jis' ? 'ア' : '中', '1']])
  })

  it('neither which sign parts the cells, of a text that begins like JSON too', async () => {
    const text = Buffer.from('[a],b|c;d\n1,2|3;4')
    expect(await read(text, { delimiter: '|' })).toEqual(['utf-8', '|', ['[a],b', 'c;d'], ['1,2', '3;4']])
    expect(await read(text, { delimiter: ';' })).toEqual(['utf-8', ';', ['[a],b|c', 'd'], ['1,2|3', '4']])
    expect(await read(Buffer.from('sep=;\na|b\n1|2'), { delimiter: '|' })).toEqual(['utf-8', '|', ['a', 'b'], ['1', '2']])
    expect(await read(Buffer.from('sep=|\na|b\n1|2'), {})).toEqual(['utf-8', '|', ['a', 'b'], ['1', '2']])
  })

  it('and what is none of it is refused with its line', async () => {
    const found = await read(gb18030('名称,b\n1,2\n'), { encoding: 'utf-8' }).catch((error: unknown) => error)
    expect(found).toMatchObject({ problem: 'encoding', line: 1 })
    const wide = await read(Buffer.from('a,b\n1,2'), { encoding: 'utf-16le' }).catch((error: unknown) => error)
    expect(wide).toBeInstanceOf(TableError)
  })
})

describe('the delimiter is found out', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a\tb\n1,5\t2,5\n', '\t'],
    ['a;b\n1,5;2,5\n1;2\n', ';'],
    ['a,b\n"x;y;z",2\n"x;y;z",3\n', ','],
    ['only\none\n', ','],
    ['sep=;\r\na,b;c\r\n1;2\r\n', ';'],
    ['名称\t值\r\n甲\t1', '\t'],
  ])('%j', async (text, delimiter) => expect((await read(sourceOf(text))).table.delimiter).toBe(delimiter))
})

describe('cells', () => {
  it('come as they were written', async () => {
    expect(await cellsOf('a,b\n"x ""y"", z"," s "\r\n\'=1,\'\'+x\r\'a,007\n')).toEqual([
      ['x "y", z', ' s '],
      ['=1', "'+x"],
      ["'a", '007'],
    ])
  })
  it('are empty, or an empty text', async () => expect(await cellsOf('a,b\n,""\n')).toEqual([[null, '']]))
  it('have lines of their own, which are counted, as empty lines are', async () => {
    const { rows } = await read(sourceOf('a,b\r\n\r\n"1\r\n2\n3",x\r\n\n4,"5"'))
    expect(rows.map(({ line, cells }) => [line, cells])).toEqual([
      [3, ['1\r\n2\n3', 'x']],
      [7, ['4', '5']],
    ])
  })
  it('begin behind a line that says the delimiter', async () => {
    const { table, rows } = await read(sourceOf('sep=;\na,b;c\n1;2\n'))
    expect([table.columns, ...rows]).toEqual([['a,b', 'c'], { line: 3, cells: ['1', '2'], problem: null }])
  })
  it('of one column may be nothing', async () => expect(await cellsOf('a\n1\n\n2\n')).toEqual([['1'], [null], ['2']]))
  it('too many or too few are said with the row', async () => {
    const { rows } = await read(sourceOf('a,b\n1\n1,2,3\n4,5\n'))
    expect(rows).toEqual([
      { line: 2, cells: ['1', null], problem: { en: 'The row has 1 cells, the header 2.', 'zh-CN': '该行有 1 个单元格，表头有 2 个。' } },
      { line: 3, cells: ['1', '2'], problem: { en: 'The row has 3 cells, the header 2.', 'zh-CN': '该行有 3 个单元格，表头有 2 个。' } },
      { line: 4, cells: ['4', '5'], problem: null },
    ])
  })
  it('are read anew each time', async () => {
    const table = await openTable(sourceOf('a\n1\n2\n'))
    for (let time = 0; time < 2; time++) {
      const lines: number[] = []
      for await (const some of table.rows()) lines.push(...some.map(({ line }) => line))
      expect(lines).toEqual([2, 3])
    }
  })
})

describe('what is no table is refused with its line', () => {
  it.each([
    ['', 'empty', null],
    [' \n\r\n', 'empty', null],
    ['a,b\n1,"2\n3,4\n', 'quotes', 2],
    ['a,b\n1,2\n"3" x,4\n', 'quotes', 3],
    ['a,b\n"1\n2",3\n4,5"6"\n', 'quotes', 4],
    ['a,b\n1,\0\n', 'nul', 2],
    ['a,b\u0007\n1,2\n', 'binary', 1],
    ['a,,c,\n1,2,3,4\n', 'header_empty', 1],
    ['\nName,b,ｎａｍｅ \n', 'header_twice', 2],
  ])('%j', async (text, problem, line) => expect(await wrong(sourceOf(text))).toEqual([problem, line]))

  it('a header of 10,000 columns', async () => {
    const header = Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',')
    expect(await wrong(sourceOf(`${header}\n`, 65_536))).toEqual(['columns', 1])
  })
  it('a line of 100 MB', async () => {
    expect(await wrong(repeated('a,b\n1,', 'x'.repeat(65_536), 1600, '\n'))).toEqual(['row_large', 2])
    expect(await wrong(repeated('a,b\n1,"', 'x,y\n'.repeat(16_384), 1600))).toEqual(['row_large', 2])
  })
  it('bytes that are no text', async () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3)) % 251)
    expect(['binary', 'encoding', 'nul']).toContain((await wrong(sourceOf(bytes)))[0])
    expect((await wrong(sourceOf(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0', 'latin1'))))[0]).toMatch(/binary|encoding|nul/)
  })
})
