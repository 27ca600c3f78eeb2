import { fold } from '#shared/cell-text.ts'
import type { Language } from '#shared/errors.ts'
import type { Field } from '#shared/fields.ts'
import { type ValueType, valueType } from '#shared/formulas.ts'
import type { CollectionItem } from '#shared/items.ts'
import { type OwnColumn, ownColumns } from '#shared/transfer.ts'

/** What every item has beside its values, as people call it. `Id` and not `ID`: a file that begins with those two letters Excel takes for another format. */
export const ownNames: Record<OwnColumn, Record<Language, string>> = {
  id: { en: 'Id', 'zh-CN': '编号' },
  name: { en: 'Name', 'zh-CN': '名称' },
  description: { en: 'Description', 'zh-CN': '描述' },
  created_at: { en: 'Created', 'zh-CN': '创建时间' },
  updated_at: { en: 'Updated', 'zh-CN': '更新时间' },
  version: { en: 'Version', 'zh-CN': '版本' },
}
const ownTypes: Record<OwnColumn, ValueType> = {
  id: 'text',
  name: 'text',
  description: 'long_text',
  created_at: 'date_time',
  updated_at: 'date_time',
  version: 'number',
}

/** A column of a file; `field` has the settings of its type. */
export type Column = { key: string; header: string; type: ValueType; field?: Field; of: (item: CollectionItem) => unknown }

/** All columns that a collection has, in their order. */
export function columnsOf(fields: readonly Field[], language: Language, headers: 'names' | 'keys'): Column[] {
  const own = (key: OwnColumn): Column => ({ key, header: ownNames[key][language], type: ownTypes[key], of: (item) => item[key] })
  const columns: Column[] = [
    ...ownColumns.slice(0, 3).map(own),
    ...fields.map((field): Column => ({ key: field.key, header: field.name, type: valueType(field), field, of: ({ values }) => values[field.key] ?? null })),
    ...ownColumns.slice(3).map(own),
  ]
  if (headers === 'keys') return columns.map((column) => ({ ...column, header: column.key }))
  // Two columns of one name could not be told apart when the file comes back, and a field may be called as what every item has.
  const taken = new Map<string, number>()
  for (const { header } of columns) taken.set(fold(header), (taken.get(fold(header)) ?? 0) + 1)
  return columns.map((column) => ((taken.get(fold(column.header)) ?? 0) > 1 ? { ...column, header: withKey(column.header, column.key) } : column))
}

/** A header that says which of two columns of one name it is. */
export const withKey = (name: string, key: string): string => `${name} (${key})`
