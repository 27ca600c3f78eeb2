import type { Language } from '#shared/errors.ts'

// What both who writes Excel's files and who reads them know of them.

/** Excel counts days from 1900 and takes that year for a leap year; from its March on the count is right. */
export const EPOCH_DAYS = 25_569
export const FIRST_SERIAL = 61
export const DAY_MS = 86_400_000

/** At the end of a text that was longer than a cell may be: whoever reads the file must not take it for the whole. */
export const cutMarks: Record<Language, string> = { en: '… (cut here; CSV has all of it)', 'zh-CN': '……（此处截断，完整内容请导出 CSV）' }

/** The letters of a column, counted from 0: A, B, … Z, AA. */
export function letters(column: number): string {
  let text = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text
  return text
}

const code = (unit: string) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

/** What XML cannot hold, or would change, as Excel writes it; what already looks like that is written so too. */
export const escapeControls = (text: string): string => text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu, code)

/** What `escapeControls` was given. */
export const unescapeControls = (text: string): string =>
  text.includes('_x') ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text
