import type { FieldType } from './fields.ts'
import type { Operator } from './filter.ts'

/** How values of a type are compared. */
export type Kind = 'text' | 'number' | 'date' | 'date_time' | 'boolean' | 'one' | 'many' | 'files' | 'id'

export const kinds: Record<FieldType, Kind> = {
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
