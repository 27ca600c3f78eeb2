import type { Field } from './fields.ts'
import type { Operator } from './filter.ts'
import { type ValueType, valueType } from './formulas.ts'

/** How values of a type are compared. */
export type Kind = 'text' | 'number' | 'date' | 'date_time' | 'boolean' | 'one' | 'many' | 'files' | 'id'

const kinds: Record<ValueType, Kind> = {
  text: 'text',
  long_text: 'text',
  url: 'text',
  email: 'text',
  number: 'number',
  currency: 'number',
  date: 'date',
  date_time: 'date_time',
  checkbox: 'boolean',
  select: 'one',
  multi_select: 'many',
  person: 'many',
  relation: 'many',
  attachment: 'files',
}

/** How the values of a field are compared. */
export const kindOf = (field: Pick<Field, 'type' | 'result' | 'currency'>): Kind => kinds[valueType(field)]

const compared = ['=', '!=', '<', '<=', '>', '>=', 'in', 'empty'] as const
/** What can be asked of values of each kind. */
export const operatorsOf: Record<Kind, readonly Operator[]> = {
  text: ['=', '!=', 'contains', 'starts', 'in', 'empty'],
  number: compared,
  date: compared,
  date_time: compared,
  boolean: ['=', '!='],
  one: ['=', '!=', 'contains', 'in', 'empty'],
  many: ['any', 'all', '=', 'empty'],
  files: ['empty'],
  id: ['=', '!=', 'in'],
}

/** Whether an operator takes several values. */
export const isSeveral = (op: Operator): boolean => op === 'in' || op === 'any' || op === 'all'
