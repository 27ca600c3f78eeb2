import type { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import { type Field, valueSchema } from '#shared/fields.ts'
import { type ValueType, valueType } from '#shared/formulas.ts'
import { type CollectionItem, ItemDescription, ItemName, type UpdateCollectionItem } from '#shared/items.ts'
import { textsNow } from '../i18n/texts.ts'
import { collectionTexts } from './texts.ts'

/** What every item has is shown as a field of its own; no field has such a key. */
export const builtIn = ['name', 'description', 'created_at', 'updated_at'] as const
type BuiltIn = (typeof builtIn)[number]
/** What a formula computes is shown as what it gives; `computed` says that nobody writes it. `slug` is the collection's own, where files are sent to. */
export type Column = Omit<Field, 'type'> & { type: ValueType; builtIn: BuiltIn | null; computed?: boolean; slug?: string }
/** What is to become of some columns of a row, by their keys; null clears. */
export type Changes = Record<string, unknown>

const types = { name: 'text', description: 'long_text', created_at: 'date_time', updated_at: 'date_time' } as const

const builtInColumn = (key: BuiltIn, name: string): Column => ({
  id: key,
  key,
  name,
  type: types[key],
  description: null,
  required: key === 'name',
  builtIn: key,
})

export const columnOf = (field: Field): Column => ({ ...field, type: valueType(field), builtIn: null, ...(field.type === 'formula' ? { computed: true } : {}) })

/** All columns of a collection; the name is the first. */
export function columnsOf({ fields, slug }: Collection, t = textsNow(collectionTexts)): Column[] {
  const [name, description, created, updated] = builtIn.map((key) => builtInColumn(key, t.builtIn[key]))
  return [name, ...fields.map((field) => (field.type === 'attachment' ? { ...columnOf(field), slug } : columnOf(field))), description, updated, created].filter(
    (column) => column !== undefined,
  )
}

/** What rows are sorted by to stand in the order of a column; a column of several values, and a description, has no order. */
export const sortFieldOf = ({ key, type, builtIn: of }: Column): string | null =>
  of === 'description' || type === 'multi_select' || type === 'person' || type === 'relation' || type === 'attachment' ? null : key
/** What is computed nobody writes. */
export const isWritable = ({ builtIn: of, computed }: Column) => of !== 'created_at' && of !== 'updated_at' && !computed
/** Whether it takes what another cell, or another program, has: files are of one row. */
export const takesCopies = (column: Column) => isWritable(column) && column.type !== 'attachment'
export const isClearable = (column: Column) => isWritable(column) && !column.required

export function valueOf(item: CollectionItem, { key, builtIn: of }: Pick<Column, 'key' | 'builtIn'>): unknown {
  if (of !== null) return item[of]
  return item.values[key] ?? null
}

export function schemaOf(column: Column): z.ZodType {
  if (column.builtIn === 'name') return ItemName
  if (column.builtIn === 'description') return ItemDescription
  return column.required ? valueSchema(column) : valueSchema(column).nullable()
}

/** As they are sent. */
export function bodyOf(changes: Changes): UpdateCollectionItem {
  const { name, description, ...values } = changes
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(description === undefined ? {} : { description: typeof description === 'string' ? description : null }),
    ...(Object.keys(values).length > 0 ? { values } : {}),
  }
}

/** The row as it will be. */
export function changed(item: CollectionItem, changes: Changes): CollectionItem {
  const { name = item.name, description = item.description, values = {} } = bodyOf(changes)
  const all = Object.entries({ ...item.values, ...values }).filter(([, value]) => value !== null)
  return { ...item, name, description, values: Object.fromEntries(all) }
}

/** In pixels. */
export const WIDTH_MIN = 60
export const WIDTH_MAX = 800
const widths: Partial<Record<Field['type'], number>> = {
  long_text: 260,
  number: 120,
  currency: 140,
  date: 150,
  date_time: 200,
  checkbox: 120,
  multi_select: 200,
  url: 200,
  email: 200,
}
export const widthOf = ({ builtIn: of, type }: Column) => (of === 'name' ? 240 : (widths[type] ?? 160))
