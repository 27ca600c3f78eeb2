import type { Words } from '#shared/convert-cell.ts'

export type TableProblem =
  | 'empty'
  | 'binary'
  | 'encoding'
  | 'nul'
  | 'quotes'
  | 'columns'
  | 'header_empty'
  | 'header_twice'
  | 'row_large'
  | 'unreadable'
  | 'encrypted'
  | 'old_excel'
  | 'too_large'
  | 'no_sheet'

/** Why a file cannot be read, or not any further; `line` counts from 1, of a sheet its rows. */
export class TableError extends Error {
  readonly problem: TableProblem
  readonly words: Words
  readonly line: number | null
  constructor(problem: TableProblem, words: Words, line: number | null = null, options?: ErrorOptions) {
    super(line === null ? words.en : `Line ${line}: ${words.en}`, options)
    this.name = 'TableError'
    this.problem = problem
    this.words = words
    this.line = line
  }
}
