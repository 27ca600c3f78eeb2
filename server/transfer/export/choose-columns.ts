import type { Language } from '#shared/errors.ts'
import type { Field } from '#shared/fields.ts'
import { appError } from '../../errors.ts'
import { type Column, columnsOf } from '../columns.ts'

/** The columns of a file, in the order that is asked for. @throws VALIDATION_FAILED for a key that the collection does not have */
export function chooseColumns(fields: readonly Field[], wanted: string | undefined, language: Language, headers: 'names' | 'keys'): Column[] {
  const all = columnsOf(fields, language, headers)
  if (wanted === undefined) return all
  return wanted.split(',').map((key) => {
    const column = all.find((one) => one.key === key)
    if (column) return column
    const message = { en: `${key}: The collection has no such field.`, 'zh-CN': `${key}：该数据表没有此字段。` }
    throw appError('VALIDATION_FAILED', { details: [{ path: 'fields', message }] })
  })
}
