import secureJson from 'secure-json-parse'
import type { Cell, Words } from '#shared/convert-cell.ts'
import type { ImportEncoding } from '#shared/imports.ts'
import { splitJson } from '#shared/split-json.ts'
import { IMPORT_COLUMNS_MAX, IMPORT_ROW_BYTES_MAX, IMPORT_SAMPLE_ROWS } from '#shared/transfer.ts'
import { AppError, say } from '../../errors.ts'
import { MAX_DEPTH, scanJson } from '../../http/scan-json.ts'
import { decode } from './decode.ts'
import { detectEncoding, markOf } from './detect-encoding.ts'
import { checkHeader, tooManyColumns } from './header.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'
import { TableError } from './table-error.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const NEWLINE = 10
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const COMMA = 0x2c
const isBlank = (byte: number) => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09

type Value = { line: number; text: string }

const tooLarge = (line: number) => {
  const size = IMPORT_ROW_BYTES_MAX / 1024 / 1024
  return new TableError('row_large', { en: `A row is larger than ${size} MB.`, 'zh-CN': `某一行超过 ${size} MB。` }, line)
}

/** The values of a list, or one after the other, each as its text and with the line that it begins in. */
async function* values(text: AsyncIterable<Uint8Array>): AsyncGenerator<Value[]> {
  const parts = splitJson()
  let line = 1
  /** Where the value that is being read has begun; null before it has. */
  let begun: number | null = null
  let size = 0
  let first: number | undefined
  let last: number | undefined
  for await (const bytes of text) {
    const some: Value[] = []
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, from)
      const slice = bytes.subarray(from, end < 0 ? bytes.length : end + 1)
      const signs = slice.filter((byte) => !isBlank(byte))
      first ??= signs[0]
      last = signs.at(-1) ?? last
      size += slice.length
      let given = 0
      for (const value of parts.push(slice)) {
        if (value.length > IMPORT_ROW_BYTES_MAX) throw tooLarge(begun ?? line)
        some.push({ line: begun ?? line, text: utf8.decode(value) })
        begun = null
        size = 0
        given++
      }
      if (given === 0 && size > IMPORT_ROW_BYTES_MAX) throw tooLarge(begun ?? line)
      if (begun === null && signs.some((byte) => byte !== COMMA && byte !== OPEN_LIST && byte !== CLOSE_LIST) && given === 0) begun = line
      if (end >= 0) line++
      from += slice.length
    }
    if (some.length > 0) yield some
  }
  const rest = parts.end()
  if (rest) yield [{ line: begun ?? line, text: utf8.decode(rest) }]
  if (first === undefined) throw new TableError('empty', { en: 'The file is empty.', 'zh-CN': '文件为空。' })
  // A list without its end is a file without its end.
  if (first === OPEN_LIST && last !== CLOSE_LIST)
    throw new TableError('unreadable', { en: 'The list is not closed: the end of the file is missing.', 'zh-CN': '列表没有结束，文件不完整。' }, line)
}

type Parsed = { line: number; row: Record<string, unknown>; problem: Words | null }

/** @throws TableError for what is no JSON, or no object */
function parseRow({ line, text }: Value): Parsed {
  try {
    scanJson(text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const [detail] = error.details
    const said = detail ? say(detail.message, 'en') : ''
    const path = detail?.path ?? ''
    const en = [path, said].filter(Boolean).join(': ')
    const zh = said.startsWith('Nested') ? `嵌套超过 ${MAX_DEPTH} 层。` : `${path}：键重复、数字无法精确保存，或含有无法存储的字符。`
    return { line, row: {}, problem: { en, 'zh-CN': zh } }
  }
  let value: unknown
  try {
    value = secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' })
  } catch (cause) {
    throw new TableError('unreadable', { en: 'This is no JSON.', 'zh-CN': '此处不是有效的 JSON。' }, line, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TableError('unreadable', { en: 'A row has to be an object: {"name": …}.', 'zh-CN': '每一行须为对象：{"name": …}。' }, line)
  return { line, row: { ...value }, problem: null }
}

export async function readJson(source: Source, { encoding: said }: { encoding?: ImportEncoding | undefined } = {}): Promise<Table> {
  const { encoding, mark } = await (said ? markOf(source, said) : detectEncoding(source))
  const all = () => values(decode(source, encoding, mark))

  /** The keys of the first rows, in the order in which they come. */
  async function keysOfSample(): Promise<string[]> {
    const keys = new Set<string>()
    let rows = 0
    for await (const some of all())
      for (const value of some) {
        for (const key of Object.keys(parseRow(value).row)) keys.add(key)
        if (keys.size > IMPORT_COLUMNS_MAX) throw tooManyColumns(value.line)
        rows++
        if (rows === IMPORT_SAMPLE_ROWS) return [...keys]
      }
    if (keys.size === 0) throw new TableError('empty', { en: 'There are no rows in the file.', 'zh-CN': '文件中没有数据行。' })
    return [...keys]
  }

  async function isList(): Promise<boolean> {
    for await (const piece of decode(source, encoding, mark)) {
      const first = piece.find((byte) => !isBlank(byte))
      if (first !== undefined) return first === OPEN_LIST
    }
    return false
  }
  const keys = await keysOfSample()
  const columns = checkHeader(keys, null)
  const known = new Set(keys)

  async function* rows(): AsyncGenerator<Row[]> {
    for await (const some of all()) yield some.map((value) => rowOf(parseRow(value), keys, known))
  }
  return { format: (await isList()) ? 'json' : 'ndjson', encoding, columns, rows }
}

function rowOf({ line, row, problem }: Parsed, keys: readonly string[], known: ReadonlySet<string>): Row {
  const cells = keys.map((key): Cell => {
    const value = Object.hasOwn(row, key) ? row[key] : null
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'object' ? value : null
  })
  const foreign = Object.keys(row).find((key) => !known.has(key))
  if (problem || foreign === undefined) return { line, cells, problem }
  const words = {
    en: `“${foreign}” is in none of the first ${IMPORT_SAMPLE_ROWS} rows, and so no column.`,
    'zh-CN': `前 ${IMPORT_SAMPLE_ROWS} 行中没有“${foreign}”，它不是列。`,
  }
  return { line, cells, problem: words }
}
