import { fold } from '#shared/cell-text.ts'
import type { CollectionItem } from '#shared/items.ts'
import { bodyOf, type Changes, type Column, takesCopies, valueOf } from '../columns.ts'
import type { Read } from '../values/cellReader.ts'
import type { RowChange } from '../writing/useWriting.ts'
import type { Block } from './readTable.ts'

/** A cell that cannot be written, or a row without what it must have. `row` is its place in the grid, from 0. */
export type Refusal = { row: number; name: string | null; column: Column | null; text: string; reason: string }
export type SampleCell = { column: Column; before: unknown; after: unknown; text: string; refused: string | null }
export type SampleRow = { row: number; name: string | null; cells: SampleCell[] }

export type PastePlan = {
  changes: RowChange[]
  /** Cells of rows that are there. */
  cells: number
  rows: number
  created: number
  /** Cells that hold already what is pasted. */
  same: number
  refused: Refusal[]
  /** The first cell of each column that has no place any more. */
  overflow: string[]
  readOnly: Column[]
  sample: SampleRow[]
}

/** Rows of a preview. */
const SAMPLE = 8

export type Target = {
  /** Those from the first one that is pasted into, to the right edge. */
  columns: readonly Column[]
  /** All of the collection: a new row must have some of them. */
  all: readonly Column[]
  /** From the first one that is pasted into; what is pasted below the last becomes new. */
  items: readonly CollectionItem[]
  from: number
}
type Words = { noName: string; missing: (field: string) => string; twice: string }

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** Whether the first row names the columns that it would be pasted into. */
export const hasHeader = ([first = [], second]: Block, columns: readonly Column[]): boolean =>
  second !== undefined && first.every((text, at) => columns[at] === undefined || fold(text) === fold(columns[at].name)) && first.some((text) => text !== '')

/** What is pasted over a selection of several times its size is repeated in it. */
export function tile(block: Block, rows: number, columns: number): Block {
  const [height, width] = [block.length, block[0]?.length ?? 0]
  if (height === 0 || width === 0 || rows % height !== 0 || columns % width !== 0) return block
  return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (__, x) => block[y % height]?.[x % width] ?? ''))
}

/** What becomes of what a paste finds; nothing is written yet. @param read of a column of the target, by its place */
export function planPaste(block: Block, target: Target, read: readonly ((text: string) => Read)[], words: Words): PastePlan {
  const { columns, all, items, from } = target
  const plan: PastePlan = { changes: [], cells: 0, rows: 0, created: 0, same: 0, refused: [], overflow: [], readOnly: [], sample: [] }
  const width = block[0]?.length ?? 0
  for (let at = columns.length; at < width; at++) plan.overflow.push(block.find((row) => row[at])?.[at] ?? '')
  plan.readOnly = columns.slice(0, width).filter((column) => !takesCopies(column))
  const met = new Set<string>()
  for (const [y, row] of block.entries()) {
    const item = items[y]
    const place = from + y
    const name = item?.name ?? null
    // A row of several groups is seen in each.
    if (item && met.has(item.id)) {
      plan.refused.push({ row: place, name, column: null, text: row.join('\t'), reason: words.twice })
      continue
    }
    if (item) met.add(item.id)
    const changes: Changes = {}
    const refused: Refusal[] = []
    const cells: SampleCell[] = []
    for (const [x, text] of row.entries()) {
      const column = columns[x]
      if (!column || !takesCopies(column)) continue
      const result = read[x]?.(text) ?? { value: null }
      const before = item ? valueOf(item, column) : null
      const wrong = 'refused' in result ? result.refused : null
      const after = 'value' in result ? result.value : before
      cells.push({ column, before, after, text, refused: wrong })
      if (wrong !== null) refused.push({ row: place, name, column, text, reason: wrong })
      else if (item && same(before, after)) plan.same += 1
      else if (item || after !== null) changes[column.key] = after
    }
    if (plan.sample.length < SAMPLE) plan.sample.push({ row: place, name, cells })
    if (item) {
      plan.refused.push(...refused)
      const count = Object.keys(changes).length
      if (count === 0) continue
      plan.cells += count
      plan.rows += 1
      plan.changes.push({ place, base: item, changes, op: { operation: 'update', row: { id: item.id, version: item.version, ...bodyOf(changes) } } })
      continue
    }
    const { name: called, ...rest } = changes
    // Lines without anything are the end of many a selection.
    if (row.every((text) => text.trim() === '')) continue
    const missing = all.find((column) => column.required && column.builtIn === null && rest[column.key] === undefined)
    if (typeof called !== 'string' || missing) {
      const reason = typeof called !== 'string' ? words.noName : words.missing(missing?.name ?? '')
      plan.refused.push({ row: place, name, column: null, text: row.join('\t'), reason })
      continue
    }
    plan.refused.push(...refused)
    plan.created += 1
    plan.changes.push({ place, base: null, changes, op: { operation: 'create', row: { ...bodyOf(changes), name: called } } })
  }
  return plan
}
