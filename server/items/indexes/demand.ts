import type { Field } from '#shared/fields.ts'
import type { Filter } from '#shared/filter.ts'
import type { Db } from '../../db/engine.ts'
import type { Order } from '../order.ts'

/** Asked for since somebody last looked, by collection; of one database, as tests have several. */
const demands = new WeakMap<Db, Map<string, Set<string>>>()

/** More than anybody asks for between two looks. */
const NOTED_MAX = 1000

/** Notes that a list was ordered or narrowed down by a field: where it is long, an index is worth having. */
export function noteDemand(db: Db, collection: string, fields: readonly string[]): void {
  if (fields.length === 0) return
  const noted = demands.get(db) ?? new Map<string, Set<string>>()
  demands.set(db, noted)
  if (noted.size >= NOTED_MAX) return
  const keys = noted.get(collection) ?? new Set()
  for (const key of fields) keys.add(key)
  noted.set(collection, keys)
}

/** What was noted, which is then forgotten. */
export function takeDemands(db: Db): { collection: string; key: string }[] {
  const noted = demands.get(db)
  demands.delete(db)
  return [...(noted ?? [])].flatMap(([collection, keys]) => [...keys].map((key) => ({ collection, key })))
}

/** Keys of the fields that a list is about. */
export function fieldsOf(order: Order, filter: Filter | undefined, fields: readonly Field[]): string[] {
  const own = new Set(fields.map(({ key }) => key))
  const asked = new Set(order.map(({ field }) => field))
  if (filter) for (const key of namesIn(filter)) asked.add(key)
  return [...asked].filter((key) => own.has(key))
}

function namesIn(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(namesIn)
  if ('or' in filter) return filter.or.flatMap(namesIn)
  // What is not true of most rows no index finds.
  return 'not' in filter ? [] : [filter.field]
}
