// What an import stands on. `openTable` looks at a file and says what it is; nothing of it is kept in memory but what is being read.
//
//   const table = await openTable(await fileSource(path))            // throws TableError: the file is none that can be read
//   const rows = await sampleOf(table)                               // the first thousand
//   const mapping = suggestMapping(table.columns, rows, fields)      // map/suggest-mapping.ts: a target for each column, to be confirmed
//   const convert = rowConverter(places)                             // map/convert-row.ts: once the new fields are made
//   for await (const some of table.rows())                           // throws TableError where the file breaks off, with its line
//     for (const { line, cells, problem } of some) {
//       if (problem) refuse(line, problem)
//       const { draft, refused } = convert(cells)                    // typed by the fields, or why not, cell by cell
//     }
//
// `rows()` can be called again and begins anew: to go on after a crash, skip as many rows as are done. Several may begin in one line. A source is
// anything that can be read from any place (read/source.ts): a file on disk, or pieces in a database. Words are in both languages.
import { IMPORT_SAMPLE_ROWS } from '#shared/transfer.ts'
import { type HowText, readCsv } from './read/read-csv.ts'
import { readJson } from './read/read-json.ts'
import { readXlsx } from './read/read-xlsx.ts'
import { firstBytes, type Source } from './read/source.ts'
import type { Row, Table } from './read/table.ts'
import { TableError } from './read/table-error.ts'

const startsWith = (bytes: Uint8Array, ...beginning: number[]) => beginning.every((byte, at) => bytes[at] === byte)

export type HowRead = HowText & { format?: Table['format'] | undefined; sheet?: string | undefined }

/**
 * What a file is, and how to read its rows.
 * @param how `format` where the sender knows better than the first bytes; of a text its encoding and what parts its cells, where that is known, which makes a
 * table of what looks like JSON; `sheet` of a workbook, else its first
 * @throws TableError
 */
export async function openTable(source: Source, how: HowRead = {}): Promise<Table> {
  const beginning = await firstBytes(source, 4096)
  if (beginning.length === 0) throw new TableError('empty', { en: 'The file is empty.', 'zh-CN': '文件为空。' })
  // Excel wraps a file with a password into the container that its older files are.
  if (startsWith(beginning, 0xd0, 0xcf, 0x11, 0xe0))
    throw new TableError('old_excel', {
      en: 'The file has a password, or is of an Excel from before 2007. Save it as .xlsx without a password.',
      'zh-CN': '文件设有密码，或是 2007 年以前的 Excel 格式。请取消密码并另存为 .xlsx。',
    })
  if (Buffer.from(beginning).toString('latin1', 0, 5) === '%PDF-')
    throw new TableError('binary', { en: 'This is a PDF, which has no table to be read.', 'zh-CN': '这是 PDF 文件，无法读取其中的表格。' })
  if (how.format === 'xlsx' || startsWith(beginning, 0x50, 0x4b)) return await readXlsx(source, how.sheet)
  if (how.format === 'csv' || how.delimiter) return await readCsv(source, how)
  if (how.format !== undefined || isJson(beginning)) return await readJson(source, how)
  return await readCsv(source, how)
}

/** Past a mark and white space, in whichever encoding: of JSON's signs none but these two can begin a table. */
function isJson(beginning: Uint8Array): boolean {
  const first = beginning.find((byte) => ![0, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x20, 0x09, 0x0a, 0x0d].includes(byte))
  return first === 0x5b || first === 0x7b
}

/** The first rows, by which the columns are understood. @throws TableError */
export async function sampleOf(table: Table): Promise<Row[]> {
  const sample: Row[] = []
  for await (const some of table.rows()) {
    sample.push(...some)
    if (sample.length >= IMPORT_SAMPLE_ROWS) break
  }
  return sample.slice(0, IMPORT_SAMPLE_ROWS)
}
