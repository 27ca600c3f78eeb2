import { fold } from '#shared/cell-text.ts'
import type { Words } from '#shared/convert-cell.ts'
import { type CreateField, FIELD_NAME_MAX, type Field } from '#shared/fields.ts'
import type { DayOrder } from '#shared/read-date.ts'
import { type OwnColumn, ownColumns } from '#shared/transfer.ts'
import { ownNames, withKey } from '../columns.ts'
import type { Row } from '../read/table.ts'
import { suggestType } from './suggest-type.ts'

/** Where a column goes: to what every item has, to a field, to one that is made for it, or nowhere. */
export type Target = { to: 'own'; key: OwnColumn } | { to: 'field'; key: string } | { to: 'new'; field: CreateField } | { to: 'nothing' }
export type Suggestion = {
  column: string
  target: Target
  /** Of days like 12/1/2026: which order the first rows have. */
  dayOrder?: DayOrder
  /** What whoever imports should know before it begins. */
  notes: Words[]
}

/** What people call a name and a description beside our own words. */
const alsoCalled: Partial<Record<OwnColumn, string[]>> = {
  name: ['title', '标题', '名字', '项目名称'],
  description: ['说明', '备注', 'notes', 'note'],
  created_at: ['created at', 'createdat'],
  updated_at: ['updated at', 'updatedat'],
}
const readOnly: readonly OwnColumn[] = ['created_at', 'updated_at', 'version']

/** What every header could mean, by how headers are compared; fields before what every item has, keys before names. */
function meanings(fields: readonly Field[]): Map<string, Target> {
  const found = new Map<string, Target>()
  const add = (name: string, target: Target) => {
    if (!found.has(fold(name))) found.set(fold(name), target)
  }
  for (const { key } of fields) add(key, { to: 'field', key })
  for (const key of ownColumns) add(key, { to: 'own', key })
  for (const { key, name } of fields) add(withKey(name, key), { to: 'field', key })
  for (const key of ownColumns) for (const name of Object.values(ownNames[key])) add(withKey(name, key), { to: 'own', key })
  const names = Map.groupBy(fields, ({ name }) => fold(name))
  // A name that two fields have says nothing.
  for (const same of names.values()) if (same.length === 1 && same[0]) add(same[0].name, { to: 'field', key: same[0].key })
  for (const key of ownColumns) for (const name of [...Object.values(ownNames[key]), ...(alsoCalled[key] ?? [])]) add(name, { to: 'own', key })
  return found
}

/**
 * A target for each column, by its header and the first rows.
 * @param fields of the collection that the file goes into
 */
export function suggestMapping(columns: readonly string[], sample: readonly Row[], fields: readonly Field[]): Suggestion[] {
  const known = meanings(fields)
  const computed = new Set(fields.flatMap(({ key, type }) => (type === 'formula' ? [key] : [])))
  const taken = new Set<string>()
  const suggestions = columns.map((column, at): Suggestion => {
    const { field, dayOrder, notes } = suggestType(sample.map(({ cells }) => cells[at] ?? null))
    const order = dayOrder === undefined ? {} : { dayOrder }
    const target = known.get(fold(column))
    const place = target && JSON.stringify(target)
    if (target && place !== undefined && !taken.has(place)) {
      taken.add(place)
      if (target.to === 'field' && computed.has(target.key)) return { column, target: { to: 'nothing' }, notes: [computedHere] }
      if (target.to === 'own' && readOnly.includes(target.key)) return { column, target: { to: 'nothing' }, notes: [keptBySystem] }
      return {
        column,
        target,
        ...order,
        notes: target.to === 'field' ? notes.filter((note) => dayOrder !== undefined && note.en.startsWith('Nothing says')) : [],
      }
    }
    return { column, target: { to: 'new', field: { ...field, name: column.slice(0, FIELD_NAME_MAX).toWellFormed() } }, ...order, notes }
  })
  return withName(suggestions)
}

const keptBySystem: Words = { en: 'This is kept by the program and not taken from files.', 'zh-CN': '此项由系统维护，不从文件导入。' }

const computedHere: Words = { en: 'This is computed by a formula and not taken from files.', 'zh-CN': '此列由公式计算，不从文件导入。' }

/** Every item needs a name: where no column says that it is one, the first text is. */
function withName(suggestions: Suggestion[]): Suggestion[] {
  if (suggestions.some(({ target }) => target.to === 'own' && target.key === 'name')) return suggestions
  const isNew = ({ target }: Suggestion, ...types: string[]) => target.to === 'new' && (types.length === 0 || types.includes(target.field.type))
  const chosen =
    suggestions.find((one) => isNew(one, 'text')) ?? suggestions.find((one) => isNew(one, 'select', 'email', 'url')) ?? suggestions.find((one) => isNew(one))
  const words = { en: 'Every item needs a name; this column is taken for it.', 'zh-CN': '每条记录都需要名称，暂取此列。' }
  return suggestions.map((one) => (one === chosen ? { column: one.column, target: { to: 'own', key: 'name' }, notes: [words] } : one))
}
