import type { FieldFigures, Group, Period } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import { valueType } from '#shared/formulas.ts'
import type { Tile } from '#shared/tiles.ts'
import type { Formats } from '../../i18n/format.ts'
import { periodText } from '../../records/periods.ts'
import type { tileTexts } from './texts.ts'

type Texts = (typeof tileTexts)['en']
type Told = { count: number; fields: Record<string, FieldFigures> }

export const isPeriodic = (key: string | null, { fields }: Pick<Collection, 'fields'>) =>
  key === 'created_at' || key === 'updated_at' || fields.some((field) => field.key === key && valueType(field).startsWith('date'))

/** The figure that a tile is about, as a number or as the day that it is; null of no value. */
export function figureOf({ figure, field }: Tile, { count, fields }: Told): number | string | null {
  if (figure === 'count') return count
  const of = fields[field ?? '']
  const value = of?.[figure] ?? null
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

/** As a chart draws it. */
export const heightOf = (tile: Tile, told: Told): number => {
  const value = figureOf(tile, told)
  return typeof value === 'number' ? value : 0
}

const AVERAGE_PLACES = 2

/** As it is read. */
export function figureText(tile: Tile, told: Told, field: Field | undefined, formats: Formats): string {
  const value = figureOf(tile, told)
  if (value === null) return '–'
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? formats.calendar(value) : formats.moment(value)
  if (tile.figure === 'count' || tile.figure === 'filled' || tile.figure === 'empty' || tile.figure === 'checked') return formats.number(value)
  if (field && valueType(field) === 'currency') return formats.money(value, field.currency ?? 'CNY')
  return formats.decimal(tile.figure === 'avg' ? Number(value.toFixed(AVERAGE_PLACES)) : value, 0)
}

export function groupText(value: Group['value'], periodic: boolean, by: Period, formats: Formats, t: Texts): string {
  if (value === null) return t.empty
  if (typeof value === 'boolean') return value ? t.checked : t.unchecked
  return periodic ? periodText(String(value), by, formats) : String(value)
}

/** Periods in their order, without what has none; all else as it comes, most rows first. */
export const ordered = (groups: readonly Group[], periodic: boolean): Group[] =>
  periodic ? groups.filter(({ value }) => value !== null).toSorted((one, other) => String(one.value).localeCompare(String(other.value))) : [...groups]
