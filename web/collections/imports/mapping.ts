import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import { CreateField, type FieldType } from '#shared/fields.ts'
import { type Import, ImportColumn, type StartImport } from '#shared/imports.ts'
import type { importTexts } from './texts.ts'

/** Where columns go, as it is being said: `new field` keeps what was suggested for it. */
export type Mapping = { columns: ImportColumn[]; key: string }

const Kept = z.object({ columns: z.array(ImportColumn), key: z.string() })
const keyOf = (id: string) => `deskmate.import.${id}`

export function suggested({ suggestion, columns }: Import): Mapping {
  return {
    columns: columns.map((name, at) => {
      const { notes: _, ...column } = suggestion[at] ?? { to: 'nothing', notes: [] }
      const parsed = ImportColumn.safeParse(column)
      return parsed.success ? parsed.data : { to: 'new', field: { name: name.slice(0, 100), type: 'text' } }
    }),
    key: '',
  }
}

/** What was said before a reload. */
export function recall(one: Import): Mapping {
  try {
    const kept = Kept.safeParse(JSON.parse(sessionStorage.getItem(keyOf(one.id)) ?? 'null')).data
    if (kept?.columns.length === one.columns.length) return kept
  } catch {
    // Storage may be refused; then it begins with what is suggested.
  }
  return suggested(one)
}
export function keep({ id }: Import, mapping: Mapping): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(mapping))
  } catch {
    // Then it is said again after a reload.
  }
}

/** As one value of a list: the field's key behind a sign that no target begins with. */
export const targetOf = ({ to, key }: ImportColumn): string => (to === 'field' ? `.${key ?? ''}` : to)
export function withTarget(column: ImportColumn, target: string, name: string, was: ImportColumn | undefined): ImportColumn {
  const order = column.day_order === undefined ? {} : { day_order: column.day_order }
  if (target.startsWith('.')) return { to: 'field', key: target.slice(1), ...order }
  if (target === 'new') return { to: 'new', field: was?.field ?? { name: name.slice(0, 100), type: 'text' }, ...order }
  const own = (['nothing', 'id', 'name', 'description'] as const).find((to) => to === target)
  return { to: own ?? 'nothing' }
}
/** The type's own settings go with it. */
export const withType = (column: ImportColumn, type: FieldType): ImportColumn => ({ ...column, field: { name: column.field?.name ?? '', type } })

/** By what rows can be told apart. */
const keyTypes: readonly FieldType[] = ['text', 'number', 'currency', 'date', 'date_time', 'select', 'url', 'email']
export function keysOf({ fields }: Collection, columns: readonly ImportColumn[], t: (typeof importTexts)['en']): { value: string; label: string }[] {
  return columns.flatMap(({ to, key }) => {
    if (to === 'id' || to === 'name') return [{ value: to, label: t.targets[to] }]
    const field = to === 'field' ? fields.find((one) => one.key === key) : undefined
    return field && keyTypes.includes(field.type) ? [{ value: field.key, label: field.name }] : []
  })
}

/** What is wrong with it, before the server says so. */
export function problemOf({ columns, key }: Mapping, collection: Collection, mayManage: boolean, t: (typeof importTexts)['en']): string | null {
  const seen = new Set<string>()
  for (const column of columns) {
    const target = targetOf(column)
    if (target === 'nothing' || target === 'new') continue
    const own = (['id', 'name', 'description'] as const).find((to) => to === target)
    if (seen.has(target)) return t.twice(own ? t.targets[own] : (collection.fields.find((field) => `.${field.key}` === target)?.name ?? target))
    seen.add(target)
  }
  if (!seen.has('name') && key !== 'id') return t.needName
  if (key !== '' && !keysOf(collection, columns, t).some(({ value }) => value === key)) return t.keyMissing
  const made = columns.filter(({ to }) => to === 'new')
  if (made.length > 0 && !mayManage) return t.noManage
  return made.every(({ field }) => CreateField.safeParse(field).success) ? null : t.newInvalid
}

export const bodyOf = ({ columns, key }: Mapping, dryRun: boolean): StartImport => ({
  columns,
  ...(key === '' ? {} : { key }),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  ...(dryRun ? { dry_run: true } : {}),
})
