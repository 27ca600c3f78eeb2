import type { AuditEntry } from '#shared/audit.ts'

const columns = [
  'id',
  'at',
  'actor_id',
  'actor_name',
  'source',
  'action',
  'target_type',
  'target_id',
  'before',
  'after',
  'detail',
  'address',
  'request_id',
  'position',
] as const satisfies (keyof AuditEntry)[]

/** Without it Excel takes UTF-8 for the code page of its machine. */
const BYTE_ORDER_MARK = '\uFEFF'
/** Spreadsheets run what begins like this, in whoever's name a client gave itself. */
const formula = /^[=+\-@\t\r]/

/** A cell of a CSV file (RFC 4180), as text to every spreadsheet. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const harmless = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** The file's text, piece by piece. */
export async function* writeCsv(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${columns.join(',')}\r\n`
  for await (const page of pages) yield page.map((entry) => `${columns.map((column) => cell(entry[column])).join(',')}\r\n`).join('')
}

/** An entry a line (JSON Lines). */
export async function* writeJsonLines(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}
