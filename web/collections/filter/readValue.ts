import type { Condition, Operator, Scalar } from '#shared/filter.ts'
import { isSeveral } from '#shared/filter-operators.ts'
import { textsNow } from '../../i18n/texts.ts'
import type { Column } from '../columns.ts'
import { collectionTexts } from '../texts.ts'
import { readDay, readMoment } from '../values/days.ts'
import { type Draft, draftOf, isList } from '../values/draft.ts'
import { readNumber } from '../values/numbers.ts'
import { kindOf, valueColumn } from './columns.ts'
import { filterTexts } from './texts.ts'

/** Several values are written a line each, where there is nothing to pick from. */
export const isLines = (column: Column, op: Operator) => isSeveral(op) && !isList(valueColumn(column, op))

export function draftFor(column: Column, op: Operator, value: Condition['value']): Draft {
  const { type } = column
  if (kindOf(column) === 'boolean') return { text: String(value ?? true), picks: [] }
  const shown = valueColumn(column, op)
  const values = value === undefined ? [] : [value].flat()
  if (isList(shown)) return { text: '', picks: values.map(String) }
  const texts = values.map((one) => (typeof one === 'string' && type === 'date_time' ? draftOf(column, one).text : String(one)))
  return { text: texts.join('\n'), picks: [] }
}

function readOne(column: Column, text: string): Scalar | undefined {
  switch (kindOf(column)) {
    case 'number':
      return readNumber(text)
    case 'date': {
      const day = readDay(text)
      return day !== undefined && readMoment(`${day} 12:00`) === undefined ? undefined : day
    }
    case 'date_time':
      return readMoment(text)
    case 'text':
    case 'one':
    case 'many':
    case 'id':
    case 'files':
    case 'boolean':
      return text
  }
}

/** What a draft asks for, or what is wrong with it. @param was stays as it is written where the draft does */
export function readValue(column: Column, op: Operator, draft: Draft, was: Condition['value']): { value: Condition['value'] } | { error: string } {
  const t = textsNow(filterTexts)
  if (op === 'empty') return { value: undefined }
  if (was !== undefined && JSON.stringify(draft) === JSON.stringify(draftFor(column, op, was)) && Array.isArray(was) === isSeveral(op)) return { value: was }
  if (kindOf(column) === 'boolean') return { value: draft.text === 'true' }
  if (isList(valueColumn(column, op))) {
    const [first] = draft.picks
    return first === undefined ? { error: t.needed } : { value: isSeveral(op) ? [...draft.picks] : first }
  }
  const texts = (isLines(column, op) ? draft.text.split('\n') : [draft.text]).map((text) => text.trim()).filter((text) => text !== '')
  if (texts.length === 0) return { error: t.needed }
  const values = texts.flatMap((text) => readOne(column, text) ?? [])
  if (values.length < texts.length) return { error: textsNow(collectionTexts).unreadable[kindOf(column) === 'number' ? 'number' : 'day'] }
  const [first] = values
  return { value: isSeveral(op) ? values : first }
}
