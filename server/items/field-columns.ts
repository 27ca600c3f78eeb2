import { type SQL, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { type Kind, kindOf } from '#shared/filter-operators.ts'
import { formulaColumn, quoted } from './formulas/compile.ts'
import { items, nameKey } from './tables.ts'

export type Column = { kind: Kind; value: SQL; type: SQL }

/** FieldKey has nothing in it that could end a text, and only where the key stands in the statement, not beside it, an index of the same expression serves. */
const fieldKey = (key: string) => sql.raw(`'${key}'`)

/** A value as text. */
export const fieldText = (key: string): SQL => sql`((${items.values} ->> ${fieldKey(key)}) collate "C")`

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
  const json = sql`${items.values} -> ${fieldKey(key)}`
  if (kind === 'many' || kind === 'files') return { kind, value: sql`(${json})`, type: sql`jsonb` }
  if (kind === 'boolean') return { kind, value: sql`(${json} = 'true')`, type: sql`boolean` }
  // In another collection the same key may be a text, and PostgreSQL may look at that row before it knows whose it is.
  if (kind === 'number') return { kind, value: sql`(case when jsonb_typeof(${json}) = 'number' then (${json})::numeric end)`, type: sql`numeric` }
  return { kind, value: fieldText(key), type: sql`text` }
}

/** Longer texts are sorted by their beginning: an index has no room for all of one. */
const SORTED_CHARACTERS = 200

/** What a text is sorted and looked up by: Chinese by its pinyin; different texts have different keys but for capitals. */
const textKey = (value: SQL): SQL => sql`(pinyin_key(lower(left(${value}, ${sql.raw(String(SORTED_CHARACTERS))}))) collate "C")`

/** What a field is sorted and looked up by. */
export type SortKey = {
  /** Never null, and less than any value where there is none. */
  key: SQL
  type: SQL
  /** The key of a value that is given as text. */
  of: (text: SQL) => SQL
  /** The key of no value. */
  none: SQL
}

/** The name of an item, by all of it: its index is there from the start. */
export const nameSortKey: SortKey = { key: nameKey, type: sql`text`, of: (text) => sql`(pinyin_key(lower(${text}::text)) collate "C")`, none: sql`''` }

/** A text, by its beginning. */
const textSortKey = (value: SQL): SortKey => ({
  key: sql`(coalesce(${textKey(value)}, '') collate "C")`,
  type: sql`text`,
  of: (text) => textKey(sql`${text}::text`),
  none: sql`''`,
})

/** How long the labels of a select may be together, in bytes, each with three more, for it to be sorted by their order: they stand in the definition of its index, which has room for 8 kB. */
const ORDERED_BYTES = 2000

/** A select, by the order of its choices; undefined where there is no room for it. */
function choiceSortKey(value: SQL, { choices = [] }: Field): SortKey | undefined {
  const labels = choices.map(({ label }) => label)
  if (labels.reduce((bytes, label) => bytes + Buffer.byteLength(label) + 3, 0) > ORDERED_BYTES) return undefined
  const list = sql.raw(`${quoted(`{${['', ...labels].map((label) => `"${label.replaceAll(/["\\]/g, '\\$&')}"`).join()}}`)}::text[]`)
  const of = (text: SQL) => sql`coalesce(array_position(${list}, ${text}), ${sql.raw(String(labels.length + 2))})`
  return { key: of(sql`coalesce(${value}, '')`), type: sql`int`, of: (text) => of(sql`${text}::text`), none: sql`1` }
}

/** What a field is sorted by; undefined for one of several values. */
export function sortKeyOf(field: Field, fields: readonly Field[]): SortKey | undefined {
  const { kind, value, type } = columnOf(field, fields)
  if (kind === 'many' || kind === 'files') return undefined
  if (kind === 'number') {
    const none = sql`'-infinity'::numeric`
    return { key: sql`coalesce(${value}, ${none})`, type, of: (text) => sql`${text}::${type}`, none }
  }
  if (kind === 'boolean') return { key: sql`coalesce(${value}, false)`, type, of: (text) => sql`${text}::${type}`, none: sql`false` }
  const text = field.type === 'formula' ? formulaColumn(field, fields) : sql`${items.values} ->> ${fieldKey(field.key)}`
  return (kind === 'one' ? choiceSortKey(text, field) : undefined) ?? textSortKey(text)
}
