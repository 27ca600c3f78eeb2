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
export const BYTE_ORDER_MARK = '\uFEFF'
/** Spreadsheets run what begins like this, in whoever's name a client gave itself. */
const formula = /^[=+\-@\t\r]/

/** A cell of a CSV file (RFC 4180), as text to every spreadsheet. */
export function cell(value: unknown): string {
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

/**
 * The bytes of a text that goes to a connection piece by piece. Not as text: Node counts that in bytes here and in characters there, and
 * waits for ever for a connection that has room, where the reader is slow and the text is not English.
 */
export async function* encode(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece)
}
