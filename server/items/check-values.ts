import { type Field, normalizeValue, valueSchema } from '#shared/fields.ts'
import type { Values } from '#shared/items.ts'
import { type AppError, appError } from '../errors.ts'
import { describeInEach } from '../http/describe-issue.ts'

type Detail = AppError['details'][number]

/**
 * What an item holds once `change` is made: each value is what its field says, or nothing is changed.
 * @throws VALIDATION_FAILED, naming each field
 */
export function checkValues(fields: readonly Field[], before: Values, change: Values): Values {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const details: Detail[] = []
  const after: Values = { ...before }
  for (const [key, value] of Object.entries(change)) {
    const field = byKey.get(key)
    if (!field) details.push({ path: `values.${key}`, message: { en: 'The collection has no such field.', 'zh-CN': '该数据表没有此字段。' } })
    else if (value === null && field.type !== 'formula') delete after[key]
    else {
      const issues = problemsOf(field, value)
      if (issues.length > 0) details.push(...issues)
      else after[key] = normalizeValue(field, value)
    }
  }
  for (const { key, required } of fields)
    if (required && after[key] === undefined && !details.some(({ path }) => path === `values.${key}`))
      details.push({ path: `values.${key}`, message: { en: 'A value is needed.', 'zh-CN': '不能为空。' } })
  if (details.length > 0) throw appError('VALIDATION_FAILED', { details })
  return after
}

function problemsOf(field: Field, value: unknown): Detail[] {
  const details = describeInEach(valueSchema(field), value).map(({ path, message }) => ({
    path: ['values', field.key, path].filter(Boolean).join('.'),
    message,
  }))
  // What is wrong with a value is said once.
  return details.filter(({ path }, at) => details.findIndex((other) => other.path === path) === at)
}
