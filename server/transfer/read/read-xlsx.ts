import type { Cell, Words } from '#shared/convert-cell.ts'
import { IMPORT_COLUMNS_MAX, IMPORT_ROW_BYTES_MAX, SHEET_ROWS_MAX } from '#shared/transfer.ts'
import { cutMarks, letters, unescapeControls } from '../excel.ts'
import { checkHeader, tooManyColumns, wrongWidth } from './header.ts'
import { openZip, type Zip } from './open-zip.ts'
import { readXml } from './read-xml.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'
import { TableError } from './table-error.ts'
import { type DateStyle, readShared, readSheets, readStyles, toIso } from './workbook.ts'

/** Of the sheet alone. A sheet of a million rows has some hundred megabytes; a bomb has all that it can. */
const SHEET_BYTES_MAX = 2 * 1024 * 1024 * 1024

type Known = { shared: readonly string[]; styles: readonly (DateStyle | null)[]; from1904: boolean }
/** `unsolved` is the column of a formula without a result: programs that write one leave that to Excel. */
type SheetRow = { line: number; cells: Cell[]; unsolved: number | null }

/** The place of a column by its letters, from 0. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const code = letter.charCodeAt(0) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
  }
  return column - 1
}

/** The rows of a sheet that have a value in them, some at a time. */
async function* sheetRows(zip: Zip, path: string, { shared, styles, from1904 }: Known): AsyncGenerator<SheetRow[]> {
  let some: SheetRow[] = []
  let line = 0
  let cells: Cell[] = []
  let size = 0
  let column = -1
  let type = ''
  let style: DateStyle | null = null
  let text = ''
  let collecting = false
  let isFormula = false
  let unsolved: number | null = null
  let aside = 0

  function valueOf(): Cell {
    switch (type) {
      case 's': {
        const found = shared[Number(text)]
        if (found === undefined) throw new TableError('unreadable', { en: 'A text is missing in the Excel file.', 'zh-CN': 'Excel 文件缺少文本内容。' }, line)
        return found
      }
      case 'inlineStr':
      case 'str':
        return unescapeControls(text)
      case 'b':
        return text.trim() === '1'
      case 'e':
      case 'd':
        return text
      default: {
        const value = Number(text)
        if (text.trim() === '') return null
        if (!Number.isFinite(value)) return text
        return style === null ? value : toIso(value, style, from1904)
      }
    }
  }

  const rows = readXml(zip.read(path, SHEET_BYTES_MAX), {
    open(name, attributes) {
      if (name === 'row') {
        const given = Number(attributes.r ?? line + 1)
        if (!Number.isInteger(given) || given <= line || given > SHEET_ROWS_MAX)
          throw new TableError('unreadable', { en: 'The rows of the Excel file are out of order.', 'zh-CN': 'Excel 文件的行顺序有误。' }, line)
        line = given
        cells = []
        size = 0
        column = -1
        unsolved = null
      } else if (name === 'c') {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
        type = attributes.t ?? 'n'
        style = styles[Number(attributes.s ?? 0)] ?? null
        text = ''
        isFormula = false
      } else if (name === 'f') isFormula = true
      else if (name === 'rPh') aside++
      else if (name === 'v' || name === 't') collecting = aside === 0
    },
    text(piece) {
      if (!collecting) return
      text += piece
      size += piece.length
      if (size > IMPORT_ROW_BYTES_MAX) throw new TableError('row_large', { en: 'A row is larger than 4 MB.', 'zh-CN': '某一行超过 4 MB。' }, line)
    },
    close(name) {
      if (name === 'v' || name === 't') collecting = false
      else if (name === 'rPh') aside--
      else if (name === 'c') {
        if (text === '' && isFormula && type !== 'str') unsolved ??= column
        if (text === '' && type !== 'str' && type !== 'inlineStr' && type !== 's') return
        const value = valueOf()
        if (value === null) return
        // As in a list of other programs: what begins beyond the limit is no sheet for an import.
        if (column < 0 || column >= IMPORT_COLUMNS_MAX) throw tooManyColumns(line)
        while (cells.length < column) cells.push(null)
        cells[column] = value
      } else if (name === 'row' && (unsolved !== null || cells.some((cell) => cell !== null))) some.push({ line, cells, unsolved })
    },
  })
  for await (const _ of rows) {
    if (some.length === 0) continue
    yield some
    some = []
  }
}

const isCut = (cell: Cell) => typeof cell === 'string' && Object.values(cutMarks).some((mark) => cell.endsWith(mark))

function rowOf(row: SheetRow, columns: number): Row {
  return { line: row.line, cells: Array.from({ length: columns }, (_, at) => row.cells[at] ?? null), problem: problemOf(row, columns) }
}

function problemOf({ cells, unsolved }: SheetRow, columns: number): Words | null {
  if (cells.length > columns) return wrongWidth(cells.length, columns)
  const cut = cells.findIndex(isCut)
  if (cut >= 0) return { en: `The text in column ${letters(cut)} was cut when the file was written.`, 'zh-CN': `列 ${letters(cut)} 的文本在导出时被截断。` }
  if (unsolved === null) return null
  const column = letters(unsolved)
  return {
    en: `The formula in column ${column} has no result. Open and save the file in a spreadsheet.`,
    'zh-CN': `列 ${column} 的公式没有计算结果，请先用表格软件打开并保存。`,
  }
}

/** @param wanted the name of a sheet; else the first that shows. @throws TableError */
export async function readXlsx(source: Source, wanted: string | undefined): Promise<Table> {
  const opened = async <T>(use: (zip: Zip) => Promise<T>): Promise<T> => {
    const zip = await openZip(source)
    try {
      return await use(zip)
    } finally {
      zip.close()
    }
  }
  const { sheets, sheet, columns, known } = await opened(async (zip) => {
    if (!zip.has('xl/workbook.xml'))
      throw new TableError('binary', { en: 'This is an archive, but no Excel file (.xlsx).', 'zh-CN': '文件是压缩包，但不是 Excel 文件（.xlsx）。' })
    const { sheets: all, from1904 } = await readSheets(zip)
    const chosen = wanted === undefined ? (all.find(({ hidden }) => !hidden) ?? all[0]) : all.find(({ name }) => name === wanted)
    if (!chosen) throw new TableError('no_sheet', { en: 'The workbook has no such sheet.', 'zh-CN': '工作簿中没有此工作表。' })
    const read: Known = { shared: await readShared(zip), styles: await readStyles(zip), from1904 }
    return { sheets: all.map(({ name }) => name), sheet: chosen, columns: await headerOf(sheetRows(zip, chosen.path, read)), known: read }
  })

  async function* rows(): AsyncGenerator<Row[]> {
    const zip = await openZip(source)
    try {
      let header = true
      for await (const some of sheetRows(zip, sheet.path, known)) {
        const data = header ? some.slice(1) : some
        header = false
        if (data.length > 0) yield data.map((row) => rowOf(row, columns.length))
      }
    } finally {
      zip.close()
    }
  }
  return { format: 'xlsx', sheets, sheet: sheet.name, columns, rows }
}

async function headerOf(rows: AsyncGenerator<SheetRow[]>): Promise<string[]> {
  for await (const [first] of rows) if (first) return checkHeader(first.cells, first.line)
  throw new TableError('empty', { en: 'The sheet is empty.', 'zh-CN': '工作表为空。' })
}
