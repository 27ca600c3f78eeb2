import type { FieldFigures } from '#shared/aggregates.ts'
import { currencyDecimals } from '#shared/fields.ts'
import type { ViewSummary } from '#shared/views.ts'
import type { Formats } from '../../i18n/format.ts'
import type { Column } from '../columns.ts'
import { kindOf } from '../filter/columns.ts'

export type Summary = ViewSummary

/** What a column can be summed up by. */
export function summariesOf(column: Column): readonly Summary[] {
  switch (kindOf(column)) {
    case 'boolean':
      return ['none', 'checked', 'unchecked', 'checkedShare']
    case 'number':
      return ['none', 'sum', 'avg', 'min', 'max', 'filled', 'empty', 'share']
    case 'date':
    case 'date_time':
      return ['none', 'min', 'max', 'filled', 'empty', 'share']
    case 'text':
    case 'one':
    case 'many':
    case 'files':
    case 'id':
      return ['none', 'filled', 'empty', 'share']
  }
}

/** Where nobody has chosen: money is what people add up. */
export const usualSummary = ({ type }: Column): Summary => (type === 'currency' ? 'sum' : 'none')

const share = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`)

/** An average has more places than anybody reads. */
const AVERAGE_PLACES = 4

/** A value of a column in one line of text. @param short numbers are rounded, as 1.2K or 1.2万 */
export function valueText(column: Column, value: string | number | null | undefined, formats: Formats, short = false): string {
  if (value === null || value === undefined) return '–'
  if (kindOf(column) === 'date_time') return formats.moment(String(value))
  if (kindOf(column) === 'date') return formats.calendar(String(value))
  if (kindOf(column) !== 'number') return String(value)
  if (column.type !== 'currency') return short ? formats.compact(Number(value)) : formats.decimal(Number(value), 0)
  return (short ? formats.moneyShort : formats.money)(Number(value), column.currency ?? 'CNY')
}

export function summaryText(column: Column, summary: Summary, figures: FieldFigures, formats: Formats, short = false): string {
  const { filled, empty, checked = 0 } = figures
  switch (summary) {
    case 'none':
      return ''
    case 'filled':
      return formats.number(filled)
    case 'empty':
      return formats.number(empty)
    case 'share':
      return share(filled, filled + empty)
    case 'checked':
      return formats.number(checked)
    case 'unchecked':
      return formats.number(filled - checked)
    case 'checkedShare':
      return share(checked, filled)
    case 'avg': {
      if (figures.avg === null || figures.avg === undefined) return '–'
      const places = column.type === 'currency' ? currencyDecimals(column.currency ?? 'CNY') : AVERAGE_PLACES
      return valueText(column, Number(Number(figures.avg).toFixed(places)), formats, short)
    }
    case 'sum':
    case 'min':
    case 'max':
      return valueText(column, figures[summary], formats, short)
  }
}
