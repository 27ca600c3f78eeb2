/** A spreadsheet takes what begins so for a formula, and a model must not make one run; a number with a sign is none. */
const formula = /^(?:[=@\t\r]|[+-](?![\d.,\s]*%?$))/
const safe = (cell: string) => (formula.test(cell) ? `'${cell}` : cell)

/** For pasting into a spreadsheet: a cell there cannot hold what parts cells. */
export const toTsv = (rows: string[][]): string => rows.map((row) => row.map((cell) => safe(cell.replace(/[\t\r\n]+/g, ' '))).join('\t')).join('\n')

/** RFC 4180, with the mark that tells Excel that it is UTF-8. */
export function toCsv(rows: string[][]): Blob {
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return new Blob(['\uFEFF', rows.map((row) => row.map((cell) => quote(safe(cell))).join(',')).join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' })
}
