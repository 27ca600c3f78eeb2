import type { Cell, Words } from '#shared/convert-cell.ts'
import type { ImportDelimiter, ImportEncoding } from '#shared/imports.ts'

export type Row = {
  /** In the file, from 1; where a row takes several lines, its first. */
  line: number
  /** As many as there are columns. */
  cells: Cell[]
  /** Why the row cannot be taken; its cells are then what could be read of it. */
  problem: Words | null
}

export type Table = {
  format: 'csv' | 'xlsx' | 'json' | 'ndjson'
  /** Of text: what it is in. */
  encoding?: ImportEncoding
  delimiter?: ImportDelimiter
  /** Of a workbook: its sheets, and which of them is read. */
  sheets?: string[]
  sheet?: string
  columns: string[]
  /** From the first row on, each time it is called; some at a time, so that reading costs no turn for each. @throws TableError */
  rows: () => AsyncGenerator<Row[]>
}
