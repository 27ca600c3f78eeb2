import { and, isNotNull, isNull, not, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Field } from '#shared/fields.ts'
import type { Condition, Filter, Operator, Scalar } from '#shared/filter.ts'
import { isSeveral, type Kind, operatorsOf } from '#shared/filter-operators.ts'
import { appError } from '../errors.ts'
import { columnFor } from './column-for.ts'
import { type Column, nameSortKey, type SortKey, sortKeyOf } from './field-columns.ts'

const refuse = (field: string, en: string, zh: string) =>
  appError('VALIDATION_FAILED', { details: [{ path: 'filter', message: { en: `${field}: ${en}`, 'zh-CN': `${field}：${zh}` } }] })

const schemas = {
  text: z.string(),
  one: z.string(),
  many: z.string(),
  files: z.never(),
  id: z.uuid(),
  number: z.number(),
  boolean: z.boolean(),
  date: z.iso.date(),
  // A day is its first moment, in UTC.
  date_time: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).transform((value) => new Date(value).toISOString()),
} satisfies Record<Kind, z.ZodType>

/**
 * The rows that a filter is true of. What has no value is unequal to everything, and neither before nor after anything.
 * @throws VALIDATION_FAILED where a field is none of the collection, or is asked what its type does not answer
 */
export function whereFilter(filter: Filter, fields: readonly Field[]): SQL | undefined {
  if ('and' in filter) return and(...filter.and.map((part) => whereFilter(part, fields)))
  if ('or' in filter) return or(...filter.or.map((part) => whereFilter(part, fields)))
  if ('not' in filter) {
    const inner = whereFilter(filter.not, fields)
    return inner && not(sql`coalesce(${inner}, false)`)
  }
  return whereCondition(filter, fields)
}

function whereCondition({ field: key, op, value }: Condition, fields: readonly Field[]): SQL | undefined {
  const field = fields.find((one) => one.key === key)
  const column = columnFor(key, fields)
  if (!column) throw refuse(key, 'The collection has no such field.', '该数据表没有此字段。')
  if (!operatorsOf[column.kind].includes(op)) throw refuse(key, `Fields of this type cannot be asked for ${op}.`, `此类型的字段不支持 ${op}。`)
  if ((value === undefined) !== (op === 'empty')) throw refuse(key, 'A value is missing, or one too many.', '缺少值，或多了一个值。')
  if (Array.isArray(value) && !isSeveral(op)) throw refuse(key, 'One value is expected.', '只能有一个值。')
  const values = [value ?? []].flat().map((one) => read(key, column.kind, one))
  const indexed = field ? sortKeyOf(field, fields) : key === 'name' ? nameSortKey : undefined
  return and(indexed && boundOf(indexed, column, op, values), whereColumn(column, op, values))
}

/**
 * What holds of the key that a field is sorted by wherever the condition holds: it says nothing new, but an index that has the key can start from it.
 * @returns undefined where nothing can be said
 */
function boundOf({ key, none, of }: SortKey, { kind }: Column, op: Operator, values: readonly Scalar[]): SQL | undefined {
  if (kind === 'boolean') return undefined
  const [value, ...others] = values.map((one) => of(sql`${one}`))
  if (op === 'empty') return sql`${key} = ${none}`
  if (value === undefined) return undefined
  switch (op) {
    case '=':
      return sql`${key} = ${value}`
    case 'in':
      return sql`${key} = any(array[${sql.join([value, ...others], sql`, `)}])`
    case '<':
    case '<=':
      return sql`${key} <= ${value} and ${key} > ${none}`
    case '>':
    case '>=':
      return sql`${key} >= ${value}`
    case 'starts':
      // The greatest character ends what begins with the value.
      return sql`${key} >= ${value} and ${key} < ${value} || ${'\u{10FFFF}'}`
    case '!=':
    case 'contains':
    case 'any':
    case 'all':
      return undefined
  }
}

function whereColumn(column: Column, op: Operator, values: readonly Scalar[]): SQL | undefined {
  const left = column.value
  const right = sql`${values[0]}::${column.type}`
  switch (op) {
    case 'empty':
      return column.kind === 'text' ? sql`coalesce(${left}, '') = ''` : isNull(left)
    case '=':
      if (column.kind === 'many') return sql`${left} ? ${values[0]}::text`
      return column.kind === 'boolean' ? sql`coalesce(${left}, false) = ${right}` : sql`${left} = ${right}`
    case '!=':
      return column.kind === 'boolean' ? sql`coalesce(${left}, false) <> ${right}` : sql`${left} is distinct from ${right}`
    case '<':
      return sql`${left} < ${right}`
    case '<=':
      return sql`${left} <= ${right}`
    case '>':
      return sql`${left} > ${right}`
    case '>=':
      return sql`${left} >= ${right}`
    case 'contains':
      return sql`strpos(lower(${left}), lower(${right})) > 0`
    case 'starts':
      return sql`starts_with(lower(${left}), lower(${right}))`
    case 'in':
      return and(isNotNull(left), sql`${left} = any(${sql.param(values.map(String))}::${column.type}[])`)
    case 'any':
      return sql`${left} ?| ${sql.param(values.map(String))}::text[]`
    case 'all':
      return sql`${left} ?& ${sql.param(values.map(String))}::text[]`
  }
}

function read(key: string, kind: Kind, value: Scalar): Scalar {
  // As it is written without quotes, a number may be meant as a text.
  const given = typeof value === 'number' && (kind === 'text' || kind === 'one' || kind === 'many') ? String(value) : value
  const parsed = schemas[kind].safeParse(given)
  if (!parsed.success) throw refuse(key, 'The value is not of the field’s type.', '值与字段类型不符。')
  if (typeof parsed.data === 'string' && (!parsed.data.isWellFormed() || parsed.data.includes('\0')))
    throw refuse(key, 'The text holds a character that cannot be stored.', '文本包含无法存储的字符。')
  return parsed.data
}
