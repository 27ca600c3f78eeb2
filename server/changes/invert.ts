import { isDeepStrictEqual } from 'node:util'
import type { Conflict } from '#shared/changes.ts'
import { type Field, valueSchema } from '#shared/fields.ts'
import type { WholeItem } from '../items/write-rows.ts'

/** What of an item is kept of each version. */
export type Snapshot = Pick<WholeItem, 'name' | 'description' | 'values' | 'deleted_at'>
/** A change as the audit has it. */
export type Entry = {
  item_id: string
  operation: 'create' | 'update' | 'delete' | 'restore' | 'purge'
  before: Snapshot | null
  after: Snapshot | null
  /** What was purged, whole. */
  purged: Omit<WholeItem, 'id'> | null
}
type Inverted = { item: WholeItem | null; conflicts: Omit<Conflict, 'item_id' | 'name'>[] }

/**
 * An item as it was before a change, as far as nobody has changed the same since: what others did to other fields stays.
 * @param item as it is; null where it is gone
 * @param fields of its collection: what it held must still be a value of its field
 */
export function invert({ item_id: id, operation, before, after, purged }: Entry, item: WholeItem | null, fields: readonly Field[]): Inverted {
  const as = (changed: WholeItem | null): Inverted => ({ item: changed, conflicts: [] })
  const conflict = (reason: Conflict['reason']): Inverted => ({ item, conflicts: [{ field: null, reason }] })
  if (operation === 'create') return item === null ? as(null) : after && isSame(item, after) ? as(null) : conflict('changed')
  if (operation === 'purge') return item ? as(item) : purged ? as({ id, ...purged }) : conflict('gone')
  if (item === null) return conflict('gone')
  if (!before || !after) return as(item)
  const { item: changed, conflicts } = takeBack(item, before, after, fields)
  if (operation === 'delete') return { item: { ...changed, deleted_at: null }, conflicts }
  if (operation === 'restore') return { item: { ...changed, deleted_at: before.deleted_at ?? new Date().toISOString() }, conflicts }
  return { item: changed, conflicts }
}

function takeBack(item: WholeItem, before: Snapshot, after: Snapshot, fields: readonly Field[]): { item: WholeItem; conflicts: Inverted['conflicts'] } {
  const conflicts: Inverted['conflicts'] = []
  const changed: WholeItem = { ...item, values: { ...item.values } }
  /** Whether a part of it goes back to what it was. */
  const goesBack = (field: string, was: unknown, made: unknown, is: unknown) => {
    if (isDeepStrictEqual(was, made) || isDeepStrictEqual(is, was)) return false
    if (isDeepStrictEqual(is, made)) return true
    conflicts.push({ field, reason: 'changed' })
    return false
  }
  if (goesBack('name', before.name, after.name, item.name)) changed.name = before.name
  if (goesBack('description', before.description, after.description, item.description)) changed.description = before.description
  for (const key of new Set([...Object.keys(before.values), ...Object.keys(after.values)])) {
    const was = before.values[key]
    if (!goesBack(key, was, after.values[key], item.values[key])) continue
    const field = fields.find((one) => one.key === key)
    if (field && (was === undefined ? field.required : !valueSchema(field).safeParse(was).success)) conflicts.push({ field: key, reason: 'invalid' })
    else if (was === undefined) delete changed.values[key]
    else changed.values[key] = was
  }
  return { item: changed, conflicts }
}

export const isSame = (one: Snapshot, other: Snapshot) =>
  one.name === other.name && one.description === other.description && one.deleted_at === other.deleted_at && isDeepStrictEqual(one.values, other.values)
