import { type SQL, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { type Kind, kindOf } from '#shared/filter-operators.ts'
import { formulaColumn } from './formulas/compile.ts'
import { items } from './tables.ts'

export type Column = { kind: Kind; value: SQL; type: SQL }

/** FieldKey has nothing in it that could end a text, and only where the key stands in the statement, not beside it, an index of the same expression serves. */
const quoted = (key: string) => sql.raw(`'${key}'`)

/** A value as text. */
export const fieldText = (key: string): SQL => sql`((${items.values} ->> ${quoted(key)}) collate "C")`

const columnTypes: Partial<Record<Kind, SQL>> = { number: sql`numeric`, boolean: sql`boolean` }

/**
 * The value of a field, null where there is none.
 * @param fields of its collection, which a formula is computed of
 */
export function columnOf(field: Field, fields: readonly Field[]): Column {
  const { key } = field
  const kind = kindOf(field)
  if (field.type === 'formula') {
    const type = columnTypes[kind] ?? sql`text`
    const value = formulaColumn(field, fields)
    return { kind, value: kind === 'number' || kind === 'boolean' ? value : sql`(${value} collate "C")`, type }
  }
  const json = sql`${items.values} -> ${quoted(key)}`
  if (kind === 'many' || kind === 'files') return { kind, value: sql`(${json})`, type: sql`jsonb` }
  if (kind === 'boolean') return { kind, value: sql`(${json} = 'true')`, type: sql`boolean` }
  // In another collection the same key may be a text, and PostgreSQL may look at that row before it knows whose it is.
  if (kind === 'number') return { kind, value: sql`(case when jsonb_typeof(${json}) = 'number' then (${json})::numeric end)`, type: sql`numeric` }
  return { kind, value: fieldText(key), type: sql`text` }
}

/** Longer texts are sorted by their beginning: an index has no room for all of one. */
const SORTED_CHARACTERS = 200

/** What a text is sorted and looked up by: Chinese by its pinyin; different texts have different keys but for capitals. */
export const textKey = (value: SQL): SQL => sql`(pinyin_key(lower(left(${value}, ${sql.raw(String(SORTED_CHARACTERS))}))) collate "C")`

/** What a field is sorted by: never null, and less than any value where there is none. undefined for one of several values. */
export function sortKeyOf(field: Field, fields: readonly Field[]): { key: SQL; type: SQL } | undefined {
  const { kind, value, type } = columnOf(field, fields)
  if (kind === 'many' || kind === 'files') return undefined
  if (kind === 'number') return { key: sql`coalesce(${value}, '-infinity'::numeric)`, type }
  if (kind === 'boolean') return { key: sql`coalesce(${value}, false)`, type }
  const text = field.type === 'formula' ? formulaColumn(field, fields) : sql`${items.values} ->> ${quoted(field.key)}`
  return { key: sql`(coalesce(${textKey(text)}, '') collate "C")`, type: sql`text` }
}
