import type { ReactNode } from 'react'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import type { Filter } from '#shared/filter.ts'
import type { CollectionItem } from '#shared/items.ts'
import type { Changes, Column } from '../columns.ts'
import type { Grouping } from '../groups/useGroupedRows.ts'
import type { Live } from '../live/useLive.ts'
import type { Block } from '../paste/readTable.ts'
import type { Side } from '../undo/steps.ts'
import type { Columns } from '../useColumns.ts'
import type { Rows } from '../useRowPages.ts'
import type { Writing } from '../writing/useWriting.ts'

/** The first cell of what is selected, and how much it is: so many lines that are rows. */
export type Selected = { row: number; column: number; height: number; width: number }

export type GridProps = {
  collection: Collection
  columns: Columns
  rows: Rows
  sort: string
  /** The row that is open beside. */
  open: string | undefined
  /** Why this person may not edit rows; not change fields. */
  denied: string | undefined
  manageDenied: string | undefined
  /** Above the rows: the one that is being made. */
  newRow: ReactNode
  live: Live
  onView: (from: number, to: number) => void
  onSort: (sort: string) => void
  /** A condition on a column is wanted. */
  onFilter: (column: Column) => void
  /** The rows are to be narrowed down. */
  onNarrow: (by: Filter) => void
  onStatistics: (column: Column) => void
  /** The heads among the rows, where they are grouped. */
  grouping: Grouping | null
  onGroup: (key: string) => void
  onOpen: (item: CollectionItem) => void
  /** Of what is open beside. */
  onClose: () => void
  /** On a phone cells are written in a dialog. */
  onSheet: (item: CollectionItem, column: Column) => void
  /** Never rejects; it tells of a failure itself. */
  onSave: (item: CollectionItem, changes: Changes) => Promise<unknown>
  onRemove: (items: CollectionItem[]) => void
  onUndo: (side: Side) => void
  onPaste: (block: Block, into: Selected) => void
  onWrite: Writing['run']
  /** Told what is selected, for what is begun elsewhere. */
  onSelected: (selected: Selected) => void
  onAddField: () => void
  onEditField: (field: Field) => void
  onDeleteField: (field: Field) => void
  onMoveField: (column: Column, by: 1 | -1) => void
}
