// How a value stands in a cell of text, and what stood there. Each of the pairs gives back what it was given, whatever that was.

/** What spreadsheets run as a formula; of the wide signs, those of Chinese and Japanese ones. */
const begins = String.raw`[=+\-@\t\r\n＝＋－＠]`
const formula = new RegExp(`^'*${begins}`)
const quoted = new RegExp(`^'+${begins}`)

/** A text that no spreadsheet runs: one apostrophe more in front of what begins like a formula, with or without apostrophes. */
export const defuse = (text: string): string => (formula.test(text) ? `'${text}` : text)
/** What `defuse` was given. */
export const undefuse = (text: string): string => (quoted.test(text) ? text.slice(1) : text)

/** What stands between the values of one cell, as people write it in either language. */
const separators = ',;，；、\n\r'
const needsQuotes = new RegExp(`["${separators}]|^\\s|\\s$|^$`)

/** Several values in one cell: `a, b`, in quotes where one of them has a separator in it. */
export const joinValues = (values: readonly string[]): string =>
  values.map((value) => (needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(', ')

/** A value as people read it; several of them as joinValues has them. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return joinValues(value.map(textOf))
  // A file is read by its name.
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') return value.name
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const value = new RegExp(`\\s*(?:"((?:[^"]|"")*)"\\s*|([^"${separators}][^${separators}]*)?)(?:[${separators}]|$)`, 'y')

/** The values of one cell, whichever separators they were written with; null where a quote is not closed. Nothing between two separators is no value. */
export function splitValues(text: string): string[] | null {
  const values: string[] = []
  for (value.lastIndex = 0; value.lastIndex < text.length; ) {
    const found = value.exec(text)
    if (!found) return null
    const [, inQuotes, plain] = found
    const one = inQuotes === undefined ? (plain?.trimEnd() ?? '') : inQuotes.replaceAll('""', '"')
    if (inQuotes !== undefined || one !== '') values.push(one)
  }
  return values
}

/** All digits of a number, without an exponent, which some spreadsheets round. */
export function plainNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '')
}

/** By which headers and labels are compared: neither case nor width nor spaces around them count. */
export const fold = (header: string): string => header.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
