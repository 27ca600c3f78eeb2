import { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import { normalizeValue } from '#shared/fields.ts'
import { ItemFile } from '#shared/item-files.ts'
import { textsNow } from '../../i18n/texts.ts'
import { issueText } from '../../i18n/validation.ts'
import { type Column, schemaOf } from '../columns.ts'
import { collectionTexts } from '../texts.ts'
import { localMoment, readDay, readMoment } from './days.ts'
import { fileTexts } from './fileTexts.ts'
import { readNumber } from './numbers.ts'

/** A value while it is written: as text, as what is picked from a list (labels or ids), or as files, of which some may be on their way. */
export type Draft = { text: string; picks: readonly string[]; files?: readonly ItemFile[] | undefined; sending?: boolean }

export const isList = ({ type }: Column) => type === 'select' || type === 'multi_select' || type === 'person' || type === 'relation'
export const isMultiple = ({ type, multiple = false }: Column) => type === 'multi_select' || multiple
export const isLong = ({ type }: Column) => type === 'long_text'

/** As it is written; what no field holds is nothing. */
export const written = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '')

export const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : typeof value === 'string' ? [value] : []

const Files = z.array(ItemFile)
export const filesOf = (value: unknown): ItemFile[] => Files.safeParse(value).data ?? []

export function draftOf(column: Column, value: unknown): Draft {
  if (column.type === 'attachment') return { text: '', picks: [], files: filesOf(value) }
  if (isList(column)) return { text: '', picks: strings(value) }
  const text = written(value)
  return { text: column.type === 'date_time' && text !== '' ? localMoment(text) : text, picks: [] }
}

/** What a draft says, or what is wrong with it, by the very rules of the server. */
export function readDraft(column: Column, draft: Draft, language: Language): { value: unknown } | { error: string } {
  if (draft.sending) return { error: textsNow(fileTexts).stillSending }
  const value = meant(column, draft)
  if (value === undefined) return { error: textsNow(collectionTexts).unreadable[column.type === 'number' || column.type === 'currency' ? 'number' : 'day'] }
  const parsed = schemaOf(column).safeParse(value)
  const [issue] = parsed.error?.issues ?? []
  if (issue) return { error: issueText(issue, language) }
  return { value: normalizeValue(column, value) }
}

/** Undefined where it cannot be read. */
function meant(column: Column, { text, picks, files = [] }: Draft): unknown {
  if (column.type === 'attachment') return files.length > 0 ? files : null
  if (column.type === 'select') return picks[0] ?? null
  if (isList(column)) return picks.length > 0 ? picks : null
  if (column.builtIn === 'name') return text.trim()
  if (text.trim() === '') return null
  if (column.type === 'long_text') return text
  if (column.type === 'number' || column.type === 'currency') return readNumber(text)
  if (column.type === 'date') return readDay(text)
  if (column.type === 'date_time') return readMoment(text)
  return column.type === 'checkbox' ? text === 'true' : text.trim()
}
