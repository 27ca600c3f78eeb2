import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Item } from '#shared/items.ts'
import type { Leave } from './CellEditor.tsx'
import { type Column, type EditableField, isEditable } from './columns.ts'

type Cell = { row: number; column: number }
type Editing = { id: string; field: EditableField }

/** The cursor of the table: which cell has it, which is being written in, and how both move. */
export function useCells(columns: readonly Column[], items: Item[], grid: RefObject<HTMLElement | null>, scrollTo: (row: number) => void, editable: boolean) {
  const [active, setActive] = useState<Cell>({ row: 0, column: 1 })
  const [editing, setEditing] = useState<Editing | null>(null)
  const pending = useRef<Cell | null>(null)

  // The cell may have to be scrolled into being first, so the focus follows the drawing.
  useEffect(() => {
    if (!pending.current) return
    const { row, column } = pending.current
    const cell = grid.current?.querySelector<HTMLElement>(`[data-cell="${row}-${columns[column]}"]`)
    if (!cell) return
    pending.current = null
    cell.focus({ preventScroll: true })
  })

  const isShown = (column: number) => grid.current?.querySelector<HTMLElement>(`[data-column="${columns[column]}"]`)?.offsetParent !== null

  const focus = (row: number, column: number) => {
    const at = { row: Math.max(0, Math.min(row, items.length - 1)), column }
    pending.current = at
    scrollTo(at.row)
    setActive(at)
  }

  /** Sideways by one, over columns that are hidden; at the ends it stays. */
  const sideways = (step: number) => {
    let column = active.column + step
    while (columns[column] && !isShown(column)) column += step
    if (columns[column]) focus(active.row, column)
  }

  const edit = (row: number, field: EditableField) => {
    const item = items[row]
    if (!item || !editable) return
    scrollTo(row)
    setActive({ row, column: columns.indexOf(field) })
    setEditing({ id: item.id, field })
  }

  const leave = (row: number, field: EditableField, to: Leave) => {
    setEditing(null)
    if (to === 'stay') focus(row, columns.indexOf(field))
    if (to === 'next') {
      if (field === 'name') edit(row, 'description')
      else if (row + 1 < items.length) edit(row + 1, 'name')
      else focus(row, columns.indexOf(field))
    }
    if (to === 'previous') {
      if (field === 'description') edit(row, 'name')
      else if (row > 0) edit(row - 1, 'description')
      else focus(row, columns.indexOf(field))
    }
  }

  return {
    active,
    editing,
    focus,
    sideways,
    leave,
    /** Writes in the cell with the cursor, if that can be written in. */
    editHere: () => {
      const column = columns[active.column]
      if (isEditable(column)) edit(active.row, column)
    },
    edit,
    /** The cursor goes to where the pointer or the Tab key has brought the focus. */
    follow: (row: number, column: number) => {
      if (row !== active.row || column !== active.column) setActive({ row, column })
    },
  }
}
