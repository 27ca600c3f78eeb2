import { defuse, plainNumber, textOf } from '#shared/cell-text.ts'
import type { CollectionItem } from '#shared/items.ts'
import { BYTE_ORDER_MARK } from '../../audit/write-export.ts'
import type { Column } from '../columns.ts'

/** RFC 4180. An empty text stands in quotes, and nothing at all is nothing, so that both come back as what they were. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return plainNumber(value)
  if (typeof value === 'boolean') return String(value)
  const text = defuse(textOf(value))
  return text === '' || /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const line = (cells: string[]) => `${cells.join(',')}\r\n`

/** The file's text, piece by piece. */
export async function* writeCsv(columns: readonly Column[], rows: AsyncIterable<CollectionItem[]>, bom: boolean): AsyncGenerator<string> {
  yield `${bom ? BYTE_ORDER_MARK : ''}${line(columns.map(({ header }) => cell(header)))}`
  for await (const items of rows) yield items.map((item) => line(columns.map((column) => cell(column.of(item))))).join('')
}
