import { Readable } from 'node:stream'
import { CsvError, type InfoField, type InfoRecord, parse } from 'csv-parse'
import { undefuse } from '#shared/cell-text.ts'
import type { Cell, Words } from '#shared/convert-cell.ts'
import { type ImportDelimiter, type ImportEncoding, importDelimiters } from '#shared/imports.ts'
import { IMPORT_ROW_BYTES_MAX } from '#shared/transfer.ts'
import { decode } from './decode.ts'
import { detectDelimiter } from './detect-delimiter.ts'
import { detectEncoding, markOf } from './detect-encoding.ts'
import { checkHeader, wrongWidth } from './header.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'
import { TableError } from './table-error.ts'

/** Text in which the delimiter is looked for. */
const SAMPLE_CHARS = 64 * 1024
/** Rows that are given at a time. */
const ROWS_AT_ONCE = 500

type Parsed = { line: number; cells: Cell[] }

const problems: Partial<Record<string, [problem: TableError['problem'], words: Words]>> = {
  CSV_QUOTE_NOT_CLOSED: ['quotes', { en: 'A quotation mark is opened here and never closed.', 'zh-CN': '此处的引号没有结束。' }],
  CSV_INVALID_CLOSING_QUOTE: [
    'quotes',
    {
      en: 'Behind a closing quotation mark there is something else than a separator; a mark within a text is written twice.',
      'zh-CN': '结束引号之后不是分隔符；文本中的引号须写两次。',
    },
  ],
  INVALID_OPENING_QUOTE: [
    'quotes',
    { en: 'A quotation mark stands within a cell that does not begin with one.', 'zh-CN': '单元格未以引号开头，中间却出现引号。' },
  ],
  CSV_MAX_RECORD_SIZE: [
    'row_large',
    {
      en: `A row is larger than ${IMPORT_ROW_BYTES_MAX / 1024 / 1024} MB; perhaps a quotation mark is not closed.`,
      'zh-CN': `某一行超过 ${IMPORT_ROW_BYTES_MAX / 1024 / 1024} MB，可能有引号没有结束。`,
    },
  ],
}

const breaks = (text: string) => text.match(/\r\n|\n|\r/g)?.length ?? 0

/** The rows of a file as they stand, each with its line. */
async function* records(text: AsyncIterable<Uint8Array>, delimiter: ImportDelimiter): AsyncGenerator<Parsed> {
  /** The parser takes a line end within a cell that has two signs for two. */
  let doubled = 0
  let line = 1
  /** Where the cell begins that is being read. */
  let opened = 1
  /** Of the records that are read and not yet given. */
  const starts: number[] = []
  const cast = (value: string, { index, quoting, lines }: InfoField): Cell => {
    const within = quoting ? breaks(value) : 0
    if (within > 0) doubled += value.split('\r\n').length - 1
    opened = lines - doubled
    if (index === 0) line = opened - within
    if (value !== '') return undefuse(value)
    // Nothing is no value; two quotation marks are an empty text.
    return quoting ? '' : null
  }
  const parser = parse({
    bom: false,
    cast,
    delimiter,
    max_record_size: IMPORT_ROW_BYTES_MAX,
    on_record(cells: string[], { lines }: InfoRecord) {
      opened = lines - doubled + 1
      starts.push(line)
      return cells
    },
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
  })
  const input = Readable.from(text, { objectMode: false })
  input.once('error', (error) => parser.destroy(error))
  input.pipe(parser)
  try {
    for await (const cells of parser) yield { line: starts.shift() ?? line, cells: cells }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const [problem, words] = problems[cause.code] ?? ['unreadable', { en: 'This cannot be read as a table.', 'zh-CN': '无法按表格读取。' }]
    throw new TableError(problem, words, opened, { cause })
  } finally {
    input.destroy()
  }
}

const isBlank = ({ cells }: Parsed) => cells.length === 1 && cells[0] === null

export type HowText = { encoding?: ImportEncoding | undefined; delimiter?: ImportDelimiter | undefined }

/** @param how what was said of it; what was not is found out */
export async function readCsv(source: Source, how: HowText = {}): Promise<Table> {
  const { encoding, mark } = await (how.encoding ? markOf(source, how.encoding) : detectEncoding(source))
  const text = () => decode(source, encoding, mark)
  let sample = ''
  let complete = true
  for await (const piece of text()) {
    sample += Buffer.from(piece).toString()
    complete = sample.length < SAMPLE_CHARS
    if (!complete) break
  }
  if (sample.trim() === '') throw new TableError('empty', { en: 'The file is empty.', 'zh-CN': '文件为空。' })
  // Some spreadsheets say it themselves, in a line of its own before the header.
  const said = /^sep=([,;\t|])\r?\n/i.exec(sample)?.[1]
  const delimiter = how.delimiter ?? importDelimiters.find((one) => one === said) ?? detectDelimiter(sample.slice(0, SAMPLE_CHARS), complete)
  const isNoHeader = (record: Parsed) => isBlank(record) || (said !== undefined && record.line === 1)

  async function readHeader(): Promise<string[]> {
    for await (const record of records(text(), delimiter)) if (!isNoHeader(record)) return checkHeader(record.cells, record.line)
    throw new TableError('empty', { en: 'The file is empty.', 'zh-CN': '文件为空。' })
  }
  const columns = await readHeader()

  async function* rows(): AsyncGenerator<Row[]> {
    let some: Row[] = []
    let header = true
    for await (const record of records(text(), delimiter)) {
      if (header) {
        header = isNoHeader(record)
        continue
      }
      // An empty line is no row; of a file with one column it is a row without a value.
      if (isBlank(record) && columns.length > 1) continue
      some.push(rowOf(record.line, record.cells, columns.length))
      if (some.length === ROWS_AT_ONCE) {
        yield some
        some = []
      }
    }
    if (some.length > 0) yield some
  }
  return { format: 'csv', encoding, delimiter, columns, rows }
}

function rowOf(line: number, cells: Cell[], columns: number): Row {
  if (cells.length === columns) return { line, cells, problem: null }
  return { line, cells: Array.from({ length: columns }, (_, at) => cells[at] ?? null), problem: wrongWidth(cells.length, columns) }
}
