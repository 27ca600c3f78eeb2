import type { CollectionItem } from '#shared/items.ts'
import { bodyOf, type Changes, type Column, isClearable, takesCopies, valueOf } from '../columns.ts'
import type { RowChange } from '../writing/useWriting.ts'

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

function changeOf(item: CollectionItem, place: number, next: readonly (readonly [column: Column, value: unknown])[]): RowChange[] {
  const changes: Changes = Object.fromEntries(next.filter(([column, value]) => !same(valueOf(item, column), value)).map(([{ key }, value]) => [key, value]))
  if (Object.keys(changes).length === 0) return []
  return [{ place, base: item, changes, op: { operation: 'update', row: { id: item.id, version: item.version, ...bodyOf(changes) } } }]
}

/** Each row once: one of several groups is seen in each of them. */
const once = (items: readonly CollectionItem[]) => [...new Map(items.map((item) => [item.id, item])).values()]

/** Rows take what the source holds in these columns, one after the other and again from its first. @param place of the first of them, from 0 */
export const fillCells = (source: readonly CollectionItem[], items: readonly CollectionItem[], place: number, columns: readonly Column[]): RowChange[] =>
  once(items).flatMap((item, at) => {
    const from = source[at % source.length]
    return from
      ? changeOf(
          item,
          place + at,
          columns.filter(takesCopies).map((column) => [column, valueOf(from, column)]),
        )
      : []
  })

/** What may be empty is emptied. */
export const clearCells = (items: readonly CollectionItem[], place: number, columns: readonly Column[]): RowChange[] =>
  once(items).flatMap((item, at) =>
    changeOf(
      item,
      place + at,
      columns.filter(isClearable).map((column) => [column, null]),
    ),
  )
