import { joinValues, textOf } from '#shared/cell-text.ts'
import { currencyDecimals } from '#shared/fields.ts'
import type { Column } from '../columns.ts'
import { strings, written } from './draft.ts'

/** A value in one line of plain text, as it is copied: spreadsheets read it as what it is. @param names of accounts and of other rows */
export function plainText({ type, currency = 'CNY' }: Column, value: unknown, names: ReadonlyMap<string, string>): string {
  if (type === 'checkbox') return value === true ? 'TRUE' : 'FALSE'
  if (value === null || value === undefined) return ''
  if (type === 'currency' && typeof value === 'number') return value.toFixed(currencyDecimals(currency))
  if (type === 'attachment') return textOf(value)
  if (type === 'person' || type === 'relation')
    return strings(value)
      .map((id) => names.get(id) ?? id)
      .join(', ')
  return Array.isArray(value) ? joinValues(strings(value)) : written(value)
}
