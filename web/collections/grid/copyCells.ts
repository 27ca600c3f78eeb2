import type { CollectionItem } from '#shared/items.ts'
import { type Column, valueOf } from '../columns.ts'
import { plainText } from '../values/plainText.ts'

/** What spreadsheets take apart into cells again: a tab or a line break inside of one stands in quotes. */
const quoted = (text: string) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '<br>')

/** Cells as they are pasted elsewhere: as text with tabs, and as a table. @param names of accounts and of other rows */
export function cellsToCopy(rows: readonly CollectionItem[], columns: readonly Column[], names: ReadonlyMap<string, string>) {
  const cells = rows.map((row) => columns.map((column) => plainText(column, valueOf(row, column), names)))
  return {
    text: cells.map((line) => line.map(quoted).join('\t')).join('\n'),
    html: `<table>${cells.map((line) => `<tr>${line.map((text) => `<td style="white-space:pre-wrap">${escaped(text)}</td>`).join('')}</tr>`).join('')}</table>`,
  }
}
