import { sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { type Column, columnOf } from './field-columns.ts'
import { items } from './tables.ts'

export type { Column } from './field-columns.ts'

/** What every item has beside its values. */
const own: Record<string, Column> = {
  name: { kind: 'text', value: sql`${items.name}`, type: sql`text` },
  description: { kind: 'text', value: sql`${items.description}`, type: sql`text` },
  created_at: { kind: 'date_time', value: sql`${items.createdAt}`, type: sql`timestamptz` },
  updated_at: { kind: 'date_time', value: sql`${items.updatedAt}`, type: sql`timestamptz` },
  created_by: { kind: 'id', value: sql`${items.createdBy}`, type: sql`uuid` },
  updated_by: { kind: 'id', value: sql`${items.updatedBy}`, type: sql`uuid` },
}

/** What a key names: a field, or what every item has; undefined for neither. */
export function columnFor(key: string, fields: readonly Field[]): Column | undefined {
  const field = fields.find((one) => one.key === key)
  return field ? columnOf(field, fields) : Object.hasOwn(own, key) ? own[key] : undefined
}
