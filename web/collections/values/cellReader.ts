import { type ConvertOptions, converterOf, type Describe } from '#shared/convert-cell.ts'
import type { Language } from '#shared/errors.ts'
import { ItemDescription, ItemName } from '#shared/items.ts'
import { type DayOrder, readDate } from '#shared/read-date.ts'
import { issueText } from '../../i18n/validation.ts'
import type { Column } from '../columns.ts'

const describe: Describe = (schema, value) => {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  const said = (language: Language) => (issue ? issueText(issue, language) : '')
  return { en: said('en'), 'zh-CN': said('zh-CN') }
}
export type Read = { value: unknown } | { refused: string }

/** Which comes first in 12/1/2026, by all that stands in the column; the month where nothing says so. */
export function dayOrderOf(texts: readonly string[]): DayOrder {
  const fits = (order: DayOrder) => texts.every((text) => text.trim() === '' || readDate(text, order) !== null)
  return !fits('month_first') && fits('day_first') ? 'day_first' : 'month_first'
}

/** What a text from elsewhere is in a column: by the very rules of an import. */
export function cellReader(column: Column, language: Language, options: Omit<ConvertOptions, 'zone'> = {}): (text: string) => Read {
  const required = describe(ItemName, '')[language]
  if (column.builtIn === 'name' || column.builtIn === 'description') {
    const schema = column.builtIn === 'name' ? ItemName : ItemDescription
    return (text) => {
      const value = column.builtIn === 'name' ? text.trim() : text === '' ? null : text
      return schema.safeParse(value).success ? { value } : { refused: describe(schema, value)[language] }
    }
  }
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const convert = converterOf(column, describe, { ...options, zone })
  return (text) => {
    const converted = convert(text)
    if ('refused' in converted) return { refused: converted.refused[language] }
    return converted.value === null && column.required ? { refused: required } : converted
  }
}
