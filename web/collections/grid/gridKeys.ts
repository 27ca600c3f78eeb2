import type { KeyboardEvent } from 'react'
import { isComposing } from '../../ui/isComposing.ts'
import type { Side } from '../undo/steps.ts'
import { isUndoKey } from '../undo/useUndo.ts'
import { type Cursor, HEAD } from './useCursor.ts'

export type KeyActions = {
  /** Begins to write, ticks, or says why not. */
  activate: () => void
  edit: () => void
  /** Something was typed; what nobody writes says so. */
  typed: () => void
  toggle: () => boolean
  clear: () => void
  open: () => void
  /** Takes the selection back; where there is none, closes what is open beside. */
  cancel: () => void
  remove: () => void
  selectAll: () => void
  undo: (side: Side) => void
  fillDown: () => void
}

type Size = { rows: number; columns: number; page: number }

/** The keys of a spreadsheet. @returns whether the key was one of them */
export function onGridKey(event: KeyboardEvent, cursor: Cursor, { rows, columns, page }: Size, actions: KeyActions): boolean {
  // It then belongs to the input method.
  if (isComposing(event)) return false
  const { row, column } = cursor.active
  const far = event.ctrlKey || event.metaKey
  const extend = event.shiftKey && row !== HEAD
  const go = (toRow: number, toColumn: number) => () => void cursor.move(toRow, toColumn, extend)
  const keys: Record<string, () => void> = {
    ArrowDown: go(far ? rows - 1 : row + 1, column),
    ArrowUp: go(far ? 0 : row - 1, column),
    ArrowRight: go(row, far ? columns - 1 : column + 1),
    ArrowLeft: go(row, far ? 0 : column - 1),
    PageDown: go(row + page, column),
    PageUp: go(Math.max(0, row - page), column),
    Home: go(far ? 0 : row, 0),
    End: go(far ? rows - 1 : row, columns - 1),
    Enter: far ? actions.open : actions.activate,
    F2: actions.edit,
    Delete: far ? actions.remove : actions.clear,
    Backspace: far ? actions.remove : actions.clear,
    Escape: actions.cancel,
  }
  // In the head Enter and Space belong to its button, which also opens by Alt and an arrow.
  if (row === HEAD && /^(Enter|F2|Delete|Backspace)$/.test(event.key)) return false
  if (row === HEAD && event.altKey) return false
  if (event.key === ' ' && row !== HEAD) return actions.toggle()
  if (event.key === 'a' && far && row !== HEAD) {
    actions.selectAll()
    return true
  }
  if (event.key.toLowerCase() === 'd' && far && !event.altKey && !event.shiftKey && row !== HEAD) {
    actions.fillDown()
    return true
  }
  if (event.key.length === 1 && !far && !event.altKey && row !== HEAD) actions.typed()
  const side = isUndoKey(event)
  if (side) {
    actions.undo(side)
    return true
  }
  const run = event.altKey ? undefined : keys[event.key]
  run?.()
  return run !== undefined
}
