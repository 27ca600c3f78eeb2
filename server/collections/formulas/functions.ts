import type { FormulaResult } from '#shared/fields.ts'
import type { FormulaFunction } from '#shared/formulas.ts'

/** What a part of a formula gives. `labels` are those of a field of several choices, `links` persons or items; `blank` is nothing, of any type. */
export type Kind = FormulaResult | 'labels' | 'links' | 'blank'

/**
 * What an argument may be. `words` is anything that can be read, as text; `day` a date, or of a moment its day in UTC; `moment` a moment, or
 * of a date its first one in UTC; `time` either, as it is; `same` as the other arguments that are `same`, `ordered` and `measured` likewise, of what has an order, and of what is no text; `unit` a word that stands there as it is.
 */
export type Takes =
  | 'number'
  | 'text'
  | 'checkbox'
  | 'words'
  | 'day'
  | 'moment'
  | 'time'
  | 'same'
  | 'ordered'
  | 'measured'
  | 'any'
  | 'several'
  | 'text or labels'
  | 'text or time'
  | 'unit'
export type Signature = {
  /** The last of them stands for all that follow where `more` is said. */
  takes: readonly Takes[]
  /** How many of them are needed. */
  least: number
  more?: true
  /** `same` is what the arguments are, `first` what the first is. */
  gives: FormulaResult | 'same' | 'first' | 'blank'
}

export const units = ['days', 'weeks', 'months', 'years'] as const

const takes = (gives: Signature['gives'], least: number, ...args: Takes[]): Signature => ({ takes: args, least, gives })
const many = (gives: Signature['gives'], least: number, ...args: Takes[]): Signature => ({ takes: args, least, gives, more: true })

export const signatures: Record<FormulaFunction, Signature> = {
  IF: takes('same', 2, 'checkbox', 'same', 'same'),
  AND: many('checkbox', 1, 'checkbox'),
  OR: many('checkbox', 1, 'checkbox'),
  NOT: takes('checkbox', 1, 'checkbox'),
  ISBLANK: takes('checkbox', 1, 'any'),
  COALESCE: many('same', 1, 'same'),
  BLANK: takes('blank', 0),
  ROUND: takes('number', 1, 'number', 'number'),
  ROUNDUP: takes('number', 1, 'number', 'number'),
  ROUNDDOWN: takes('number', 1, 'number', 'number'),
  INT: takes('number', 1, 'number'),
  ABS: takes('number', 1, 'number'),
  SQRT: takes('number', 1, 'number'),
  MOD: takes('number', 2, 'number', 'number'),
  SUM: many('number', 1, 'number'),
  MIN: many('same', 1, 'measured'),
  MAX: many('same', 1, 'measured'),
  VALUE: takes('number', 1, 'text'),
  COUNT: takes('number', 1, 'several'),
  CONCAT: many('text', 1, 'words'),
  LEFT: takes('text', 1, 'text', 'number'),
  RIGHT: takes('text', 1, 'text', 'number'),
  MID: takes('text', 3, 'text', 'number', 'number'),
  LEN: takes('number', 1, 'text or labels'),
  UPPER: takes('text', 1, 'text'),
  LOWER: takes('text', 1, 'text'),
  TRIM: takes('text', 1, 'text'),
  SUBSTITUTE: takes('text', 3, 'text', 'text', 'text'),
  CONTAINS: takes('checkbox', 2, 'text or labels', 'text'),
  TEXT: takes('text', 1, 'number', 'number'),
  DATE: takes('date', 3, 'number', 'number', 'number'),
  DATEVALUE: takes('date', 1, 'text or time'),
  YEAR: takes('number', 1, 'day'),
  MONTH: takes('number', 1, 'day'),
  DAY: takes('number', 1, 'day'),
  WEEKDAY: takes('number', 1, 'day'),
  DATEADD: takes('first', 3, 'time', 'number', 'unit'),
  DATEDIF: takes('number', 3, 'moment', 'moment', 'unit'),
}

const arithmetic = takes('number', 2, 'number', 'number')
const equal = takes('checkbox', 2, 'same', 'same')
const compared = takes('checkbox', 2, 'ordered', 'ordered')

/** What stands between two values; `=` and its like have one name each. */
export const operators: Record<string, { name: string; signature: Signature }> = {
  '+': { name: '+', signature: arithmetic },
  '-': { name: '-', signature: arithmetic },
  '*': { name: '*', signature: arithmetic },
  '/': { name: '/', signature: arithmetic },
  '%': { name: 'MOD', signature: signatures.MOD },
  '&': { name: 'CONCAT', signature: signatures.CONCAT },
  '=': { name: '=', signature: equal },
  '==': { name: '=', signature: equal },
  '!=': { name: '<>', signature: equal },
  '<>': { name: '<>', signature: equal },
  '<': { name: '<', signature: compared },
  '<=': { name: '<=', signature: compared },
  '>': { name: '>', signature: compared },
  '>=': { name: '>=', signature: compared },
  and: { name: 'AND', signature: signatures.AND },
  AND: { name: 'AND', signature: signatures.AND },
  or: { name: 'OR', signature: signatures.OR },
  OR: { name: 'OR', signature: signatures.OR },
}
export const minus: Signature = takes('number', 1, 'number')
