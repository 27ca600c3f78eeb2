import type { z } from 'zod'
import { plainNumber } from '#shared/cell-text.ts'
import { type Cell, type Converted, type ConvertOptions, converterOf, type Words } from '#shared/convert-cell.ts'
import type { Language } from '#shared/errors.ts'
import type { Field } from '#shared/fields.ts'
import { ItemDescription, ItemName, type Values } from '#shared/items.ts'
import { describeIssues } from '../../http/describe-issue.ts'

/** Where a column goes once the new fields are made; null for nowhere. */
export type Place = { own: 'id' | 'name' | 'description' } | { field: Field; options?: ConvertOptions } | null

/** What a row says of an item. What has no column in the file is not there; null is a value that is taken away. */
export type Draft = { id?: string; name?: string; description?: string | null; values: Values }
export type ConvertedRow = { draft: Draft; refused: { column: number; words: Words }[] }

/** The first thing that a schema has against a value. */
export function describe(schema: z.ZodType, value: unknown): Words {
  const said = (language: Language) => describeIssues(schema, value, language)[0]?.message ?? ''
  return { en: said('en'), 'zh-CN': said('zh-CN') }
}

/** A name or a description, as its own schema has it. */
function ownConverter(schema: z.ZodType, empty: (cell: Cell) => unknown): (cell: Cell) => Converted {
  return (cell) => {
    const value = cell === null || cell === '' ? empty(cell) : typeof cell === 'number' ? plainNumber(cell) : typeof cell === 'boolean' ? String(cell) : cell
    if (schema.safeParse(value).success) return { value }
    return { refused: describe(schema, value) }
  }
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const own: Record<'id' | 'name' | 'description', (cell: Cell) => Converted> = {
  id: (cell) => {
    if (cell === null || cell === '') return { value: undefined }
    if (typeof cell === 'string' && isId.test(cell.trim())) return { value: cell.trim().toLowerCase() }
    return { refused: { en: 'This is no id of an item.', 'zh-CN': '这不是记录的编号。' } }
  },
  // Without a name there is no item: what is empty is refused by the schema.
  name: ownConverter(ItemName, () => ''),
  description: ownConverter(ItemDescription, (cell) => cell),
}

/** What turns rows into items; made once for a file, since each field's schema is made once. Every cell that is refused is named, not only the first. */
export function rowConverter(places: readonly Place[]): (cells: readonly Cell[]) => ConvertedRow {
  const columns = places.flatMap((place, column) => {
    if (!place) return []
    return 'own' in place
      ? [{ column, key: place.own, isField: false, convert: own[place.own] }]
      : [{ column, key: place.field.key, isField: true, convert: converterOf(place.field, describe, place.options) }]
  })
  return (cells) => {
    const draft: Draft & Record<string, unknown> = { values: {} }
    const refused: ConvertedRow['refused'] = []
    for (const { column, key, isField, convert } of columns) {
      const converted = convert(cells[column] ?? null)
      if ('refused' in converted) refused.push({ column, words: converted.refused })
      else if (isField) draft.values[key] = converted.value
      else if (converted.value !== undefined) draft[key] = converted.value
    }
    return { draft, refused }
  }
}
