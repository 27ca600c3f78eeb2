import type { Condition, Filter, Operator } from '#shared/filter.ts'
import { isSeveral, type Kind, kindOf as kindOfField, operatorsOf } from '#shared/filter-operators.ts'
import { textsNow } from '../../i18n/texts.ts'
import type { Column } from '../columns.ts'
import { strings } from '../values/draft.ts'
import { filterTexts } from './texts.ts'

type By = 'created_by' | 'updated_by'
const byColumn = (key: By, name: string): Column => ({ id: key, key, name, type: 'person', description: null, required: false, builtIn: null })

/** What a filter may name: the columns, and who made and changed a row. */
export const filterColumns = (columns: readonly Column[], t = textsNow(filterTexts)): Column[] => [
  ...columns,
  byColumn('created_by', t.created_by),
  byColumn('updated_by', t.updated_by),
]

export const kindOf = (column: Column): Kind => (column.key === 'created_by' || column.key === 'updated_by' ? 'id' : kindOfField(column))
export const firstOperator = (column: Column): Operator => operatorsOf[kindOf(column)][kindOf(column) === 'text' ? 2 : 0] ?? '='

/** As a value of this column is written in a condition: one or several, whatever the field holds. */
export function valueColumn(column: Column, op: Operator): Column {
  const kind = kindOf(column)
  const plain = { ...column, builtIn: null, required: false }
  if (kind === 'one' && op === 'contains') return { ...plain, type: 'text' }
  if (kind === 'one' || column.type === 'multi_select') return { ...plain, type: isSeveral(op) ? 'multi_select' : 'select' }
  return kind === 'many' || kind === 'id' ? { ...plain, multiple: isSeveral(op) } : { ...plain, type: column.type === 'long_text' ? 'text' : column.type }
}

/** Longer texts are no value of a condition. */
const TEXT_MAX = 1000
const DAY_MS = 86_400_000

/** What is true of the rows that hold this value, as far as a filter can say it. */
export function conditionOf(column: Column, value: unknown): Filter | null {
  const { key: field } = column
  const kind = kindOf(column)
  if (kind === 'files') return null
  if (kind === 'boolean') return { field, op: '=', value: value === true }
  if (value === null || value === undefined || value === '') return { field, op: 'empty' }
  if (kind === 'many') {
    const [only = '', ...rest] = strings(value)
    return rest.length === 0 ? { field, op: '=', value: only } : { field, op: 'all', value: [only, ...rest] }
  }
  if (typeof value === 'number') return { field, op: '=', value }
  if (typeof value !== 'string' || value.length > TEXT_MAX) return null
  if (kind !== 'date_time') return { field, op: '=', value }
  // Nobody looks for a millisecond; the day of it, as the reader's calendar has it.
  const day = new Date(value)
  day.setHours(0, 0, 0, 0)
  const next = new Date(day.getTime() + 1.5 * DAY_MS)
  next.setHours(0, 0, 0, 0)
  return {
    and: [
      { field, op: '>=', value: day.toISOString() },
      { field, op: '<', value: next.toISOString() },
    ],
  }
}

/** The column that a condition asks in a way that it can be asked; undefined where a page can only show its text. */
export function columnAsked(columns: readonly Column[], { field, op, value }: Condition): Column | undefined {
  const column = columns.find(({ key }) => key === field)
  if (!column || !operatorsOf[kindOf(column)].includes(op) || (value === undefined) !== (op === 'empty')) return undefined
  return Array.isArray(value) && !isSeveral(op) ? undefined : column
}
