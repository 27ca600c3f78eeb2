import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { splitValues, textOf } from '#shared/cell-text.ts'
import type { Collection } from '#shared/collections.ts'
import { type Cell, converterOf } from '#shared/convert-cell.ts'
import { type CreateChoice, choiceColors, FIELD_CHOICES_MAX, type Field, type FieldType, type UpdateField } from '#shared/fields.ts'
import { valueType } from '#shared/formulas.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { columnOf } from '../field-columns.ts'
import { items } from '../tables.ts'

/** What others are called is nothing that a field of another type could hold. */
const linked: readonly FieldType[] = ['person', 'relation', 'attachment']
const chosen: readonly FieldType[] = ['select', 'multi_select']
const LABEL_MAX = 200

/** Settings that a field of another type begins with. @throws VALIDATION_FAILED for types that become nothing else, or more different values than a field has choices */
export async function settingsFor(db: Db, collection: Collection, field: Field, type: FieldType, change: UpdateField): Promise<{ choices?: CreateChoice[] }> {
  if (linked.includes(type) || linked.includes(field.type)) {
    const message = {
      en: 'Persons, relations and files become no other type, and no other type becomes them.',
      'zh-CN': '人员、关联和附件字段不能与其他类型互相转换。',
    }
    throw appError('VALIDATION_FAILED', { details: [{ path: 'type', message }] })
  }
  if (!chosen.includes(type) || change.choices) return {}
  return { choices: field.choices ?? (await choicesOf(db, collection, field, type)) }
}

/** The different values that items hold, as choices. */
async function choicesOf(db: Db, { id, fields }: Collection, field: Field, type: FieldType): Promise<CreateChoice[]> {
  const value = field.type === 'formula' ? sql<string>`(${columnOf(field, fields).value})::text` : sql<string>`${items.values} ->> ${field.key}::text`
  const rows = await db
    .selectDistinct({ value })
    .from(items)
    .where(and(eq(items.collectionId, id), sql`${value} is not null`))
    .orderBy(sql`1`)
    .limit(FIELD_CHOICES_MAX + 1)
  const values = z
    .array(z.object({ value: z.string() }))
    .parse(rows)
    .flatMap((row) => (type === 'select' ? [row.value] : (splitValues(row.value) ?? [])))
  const labels = [...new Set(values.map((label) => label.trim()))].filter((label) => label !== '' && label.length <= LABEL_MAX)
  if (rows.length <= FIELD_CHOICES_MAX && labels.length <= FIELD_CHOICES_MAX)
    return labels.map((label, at) => ({ label, color: choiceColors[at % choiceColors.length] ?? 'gray' }))
  const message = { en: 'The items hold more than 500 different values.', 'zh-CN': '记录中有超过 500 个不同的值。' }
  throw appError('VALIDATION_FAILED', { details: [{ path: 'choices', message }] })
}

/** What a value of a field becomes in one of another type, read as an import reads a cell; and whether that is less than it was. */
export function typeConverter(given: Field, next: Field): (value: unknown) => { after: unknown; lost: boolean } {
  // What a formula has computed is a value as any other.
  const field = { ...given, type: valueType(given) }
  const convert = converterOf(next, () => ({ en: '', 'zh-CN': '' }))
  return (before) => {
    const { cell, lost } = cellOf(field, next, before)
    const converted = convert(cell)
    const after = 'refused' in converted ? undefined : (converted.value ?? undefined)
    return { after, lost: lost || after === undefined }
  }
}

function cellOf(field: Field, next: Field, value: unknown): { cell: Cell; lost: boolean } {
  if (Array.isArray(value)) {
    if (next.type === 'select') return { cell: textOf(value[0]), lost: value.length > 1 }
    return { cell: next.type === 'multi_select' ? value : textOf(value), lost: false }
  }
  // Of a moment the day in UTC.
  if (field.type === 'date_time' && next.type === 'date' && typeof value === 'string')
    return { cell: value.slice(0, 'YYYY-MM-DD'.length), lost: !value.endsWith('T00:00:00.000Z') }
  if (next.type === 'multi_select' && field.type === 'select') return { cell: [value], lost: false }
  return { cell: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : textOf(value), lost: false }
}
