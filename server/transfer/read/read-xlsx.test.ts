import { describe, expect, it } from 'vitest'
import { repeated, sourceOf, workbookOf, zipOf } from '../../test/make-table.ts'
import { openTable } from '../read-table.ts'
import type { Source } from './source.ts'
import type { Row } from './table.ts'
import { TableError } from './table-error.ts'

async function read(source: Source, sheet?: string) {
  const table = await openTable(source, sheet === undefined ? {} : { sheet })
  const rows: Row[] = []
  for await (const some of table.rows()) rows.push(...some)
  return { ...table, rows }
}
async function wrong(bytes: Uint8Array, sheet?: string): Promise<[string, number | null]> {
  const found = await read(sourceOf(bytes, 4096), sheet).catch((error: unknown) => error)
  if (!(found instanceof TableError)) throw new Error('The file was read', { cause: found })
  return [found.problem, found.line]
}
const header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>B</t></is></c><c r="C1" t="str"><v>C</v></c></row>'
const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`

describe('a workbook', () => {
  it('is read cell by cell, each as what it is', async () => {
    const rows = `${header}
      <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>1.5</v></c><c r="C3" t="b"><v>1</v></c></row>
      <row r="4"><c r="A4" t="s"><v>2</v></c><c r="C4" s="1"><v>46357</v></c></row>
      <row r="5"/>
      <row r="6"><c r="A6" s="2"><f>NOW()</f><v>46357.354166666664</v></c><c r="B6" s="3"><v>0.5</v></c><c r="C6" s="4"><v>46357</v></c></row>
      <row r="7"><c r="A7" t="e"><v>#N/A</v></c><c r="B7" s="1"><v>1</v></c><c r="C7" t="str"><v></v></c></row>
      <row><c t="inlineStr"><is><t xml:space="preserve"> a&lt;b </t></is></c><c><v>2</v></c></row>
      <row r="9"><c r="A9"><v>1</v></c><c r="D9"><v>1</v></c></row>
      <row r="10"><c r="B10"><f>1+1</f><v/></c><c r="C10" t="str"><f>""</f><v></v></c></row>`
    for (const piece of [1, 65_536]) {
      const table = await read(sourceOf(await workbookOf(rows), piece))
      expect([table.sheets, table.sheet, table.columns]).toEqual([['Hidden', '数据'], '数据', ['Name', 'B', 'C']])
      expect(table.rows.map(({ line, cells }) => [line, ...cells])).toEqual([
        [3, '富 文本', 1.5, true],
        [4, 'a\rb & 中', null, '2026-12-01'],
        [6, '2026-12-01T08:30:00', '12:00:00', '2026-12-01'],
        [7, '#N/A', '1900-01-01', ''],
        [8, ' a<b ', 2, null],
        [9, 1, null, null],
        [10, null, null, ''],
      ])
      expect(table.rows.map(({ problem }) => problem?.en).filter(Boolean)).toEqual([
        'The row has 4 cells, the header 3.',
        'The formula in column B has no result. Open and save the file in a spreadsheet.',
      ])
    }
  })
  it('has sheets to choose from', async () => {
    const bytes = await workbookOf(header)
    expect((await read(sourceOf(bytes, 4096), 'Hidden')).columns).toEqual(['hidden'])
    expect(await wrong(bytes, 'none')).toEqual(['no_sheet', null])
  })
  it('may count its days from 1904, and have prefixes', async () => {
    const bytes = await workbookOf(
      '<x:row xmlns:x="y" r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>n</x:t></x:is></x:c></x:row><row r="2"><c r="A2" s="1"><v>1</v></c></row>',
      {
        'xl/workbook.xml': '<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
      },
    )
    expect((await read(sourceOf(bytes, 4096))).rows[0]?.cells).toEqual(['1904-01-02'])
  })
})

describe('what is no workbook is refused', () => {
  it('a password, an old format, another archive, half a file', async () => {
    const bytes = await workbookOf(`${header}<row r="2">${text('A2', 'x'.repeat(10_000))}</row>`)
    expect(await wrong(Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600)]))).toEqual(['old_excel', null])
    expect(await wrong(await zipOf({ 'readme.txt': 'x' }))).toEqual(['binary', null])
    expect(await wrong(bytes.subarray(0, bytes.length - 30))).toEqual(['unreadable', null])
    const damaged = Uint8Array.from(bytes)
    // One bit of what the sheet is packed to.
    const at = Buffer.from(bytes).indexOf('xl/worksheets/sheet1.xml') + 24 + 60
    damaged[at] = (damaged[at] ?? 0) ^ 4
    expect((await wrong(damaged))[0]).toBe('unreadable')
    expect(await wrong(await zipOf({ 'xl/workbook.xml': '<workbook>' }))).toEqual(['unreadable', null])
  })

  it.each([
    [
      'rows that go on after the file has ended',
      `${header}<row r="2"><c r="A2"><v>1</v></c></row>`,
      { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${header}<row r="2"><c r="A2"><v>1` },
      'unreadable',
    ],
    [
      'entities',
      '',
      {
        'xl/worksheets/sheet1.xml': `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>${header}<row r="2">${text('A2', '&b;')}</row></sheetData></worksheet>`,
      },
      'unreadable',
    ],
    ['rows out of order', `${header}<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>`, {}, 'unreadable'],
    ['a text that is not there', `${header}<row r="2"><c r="A2" t="s"><v>77</v></c></row>`, {}, 'unreadable'],
    ['a column far out', `${header}<row r="2"><c r="XFD2"><v>1</v></c></row>`, {}, 'columns'],
    ['a deep tree', '', { 'xl/worksheets/sheet1.xml': '<a>'.repeat(100_000) }, 'unreadable'],
    ['a tag without end', '', { 'xl/worksheets/sheet1.xml': `<worksheet ${'a'.repeat(3_000_000)}` }, 'unreadable'],
    [
      'a tag with a million attributes',
      '',
      { 'xl/worksheets/sheet1.xml': `<worksheet ${Array.from({ length: 100_000 }, (_, at) => `a${at}="1" `).join('')}>` },
      'unreadable',
    ],
    ['a cell of many megabytes', `${header}<row r="2">${text('A2', 'x'.repeat(5_000_000))}</row>`, {}, 'row_large'],
    ['nothing in it', '', {}, 'empty'],
    ['columns of one name', `<row r="1">${text('A1', '名称')}${text('B1', '名称')}</row>`, {}, 'header_twice'],
    ['columns without a name', `<row r="1">${text('B1', '名称')}</row>`, {}, 'header_empty'],
  ])('%s', async (_, rows, parts, problem) => expect((await wrong(await workbookOf(rows, parts)))[0]).toBe(problem))

  it('a bomb of texts, before they fill the memory', async () => {
    const si = `<si><t>${'x'.repeat(1000)}</t></si>`.repeat(1000)
    // 200 MB of texts that pack to some hundred kilobytes.
    const pieces: Uint8Array[] = [Buffer.from('<sst>')]
    for (let time = 0; time < 200; time++) pieces.push(Buffer.from(si))
    const bytes = await workbookOf(header, { 'xl/sharedStrings.xml': Buffer.concat(pieces) })
    expect(bytes.length).toBeLessThan(2_000_000)
    expect(await wrong(bytes)).toEqual(['too_large', null])
  })

  it('a size that is a lie is found out', async () => {
    const bytes = Buffer.from(await workbookOf(`${header}<row r="2">${text('A2', 'x'.repeat(100_000))}</row>`))
    // The size of the sheet, in the list of parts at the end.
    const at = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    bytes.writeUInt32LE(100, at + 24)
    expect(await wrong(bytes)).toEqual(['unreadable', null])
  })
  it('a file that only begins like one', async () => {
    const found = await openTable(repeated('PK\u0003\u0004', 'x'.repeat(1000), 1000)).catch((error: unknown) => error)
    expect(found).toBeInstanceOf(TableError)
  })
})
