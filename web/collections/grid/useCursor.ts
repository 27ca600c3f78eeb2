import { type RefObject, useEffect, useRef, useState } from 'react'

/** The head is row -1. */
export const HEAD = -1
export type Cell = { row: number; column: number }
export type Range = { rows: [from: number, to: number]; columns: [from: number, to: number] }
/** Whether what is typed takes the place of what is there. */
export type Editing = 'keep' | 'replace'
/** Where the cursor goes after an edit. */
export type Leave = 'stay' | 'down' | 'up' | 'next' | 'previous' | 'elsewhere'
/** What is being written: saves it and says whether it could. */
export type OpenEditor = { commit: () => boolean }

type Options = {
  /** Another list is begun at its top. */
  list: string
  rows: number
  columns: number
  scroller: RefObject<HTMLElement | null>
  show: (cell: Cell) => void
  /** Which row stands at a place, and where it stands now; undefined where that is not known. */
  idAt: (row: number) => string | undefined
  find: (id: string, near: number) => number | undefined
}
const between = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most))

/** The cursor of the grid: which cell has it, which cells are selected around it, which is being written in, and how all move. */
export function useCursor({ list, rows, columns, scroller, show, idAt, find }: Options) {
  const [at, setAt] = useState<Cell>({ row: 0, column: 0 })
  const [anchor, setAnchor] = useState<Cell | null>(null)
  const [editing, setEditing] = useState<Editing | null>(null)
  const editor = useRef<OpenEditor | null>(null)
  // Where the keys are to go. That very cell: what an earlier drawing has left to do must not take another for it.
  const pending = useRef<Cell | null>(null)
  const [listBefore, setListBefore] = useState(list)
  const [standing, setStanding] = useState<{ row: number; id: string | undefined }>({ row: 0, id: undefined })
  if (listBefore !== list) {
    setListBefore(list)
    const first = { row: Math.min(at.row, 0), column: at.column }
    if (pending.current) pending.current = first
    setAnchor(null)
    setAt(first)
    setStanding({ row: first.row, id: undefined })
  } else if (at.row >= 0) {
    // Rows of others come and go above: the cursor stays in its row, and what is selected with it.
    const id = idAt(at.row)
    const now = standing.row === at.row && standing.id !== undefined && id !== undefined && id !== standing.id ? find(standing.id, at.row) : undefined
    if (now !== undefined) {
      const there = { row: now, column: at.column }
      // What takes the keys goes with the row.
      if (pending.current || (document.activeElement?.closest('[data-cell]') && scroller.current?.contains(document.activeElement))) pending.current = there
      setAt(there)
      if (anchor) setAnchor({ row: between(anchor.row + now - at.row, 0, rows - 1), column: anchor.column })
      setStanding({ row: now, id: standing.id })
    } else if (standing.row !== at.row || (id !== undefined && id !== standing.id)) setStanding({ row: at.row, id })
  }

  const active = { row: between(at.row, HEAD, rows - 1), column: between(at.column, 0, columns - 1) }
  const from = anchor ?? active
  const range: Range = {
    rows: [Math.max(0, Math.min(from.row, active.row)), Math.max(from.row, active.row)],
    columns: [Math.min(from.column, active.column), Math.max(from.column, active.column)],
  }

  // The cell may have to be scrolled into being first, and what takes the keys comes with the row: the focus follows the drawing.
  useEffect(() => {
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.row} ${active.column}"]`)
    if (!cell || (pending.current !== at && document.activeElement !== cell)) return
    if (pending.current === at) pending.current = null
    const target = cell.querySelector<HTMLElement>('[data-focus]') ?? cell
    target.focus({ preventScroll: true })
  })

  const go = (to: Cell) => {
    pending.current = to
    setAt(to)
  }
  const focus = () => {
    show(active)
    // Drawn anew, so that the effect runs.
    go({ ...active })
  }

  /** @param extend selects all from where the selection began to there */
  const move = (row: number, column: number, extend = false): boolean => {
    if (editor.current && !editor.current.commit()) return false
    const to = { row: between(row, extend ? 0 : HEAD, rows - 1), column: between(column, 0, columns - 1) }
    setEditing(null)
    setAnchor(extend ? from : null)
    show(to)
    go(to)
    setStanding({ row: to.row, id: idAt(to.row) })
    return true
  }

  /** To the next cell or the one before, over the ends of rows. @returns false where there is none */
  const step = (by: 1 | -1): boolean => {
    const place = active.row * columns + active.column + by
    if (place < 0 || place >= rows * columns) return false
    return move(Math.floor(place / columns), place % columns)
  }

  const leave = (to: Leave) => {
    editor.current = null
    setEditing(null)
    if (to === 'down') move(active.row + 1, active.column)
    else if (to === 'up') move(Math.max(0, active.row - 1), active.column)
    else if (to === 'elsewhere' || (to !== 'stay' && step(to === 'next' ? 1 : -1))) return
    else focus()
  }

  return {
    active,
    range,
    /** More than one cell. */
    selects: anchor !== null && (range.rows[0] !== range.rows[1] || range.columns[0] !== range.columns[1]),
    editing,
    hold: (open: OpenEditor) => {
      editor.current = open
      return () => {
        if (editor.current === open) editor.current = null
      }
    },
    isHeld: () => editor.current !== null,
    /** Whether the keys are about to follow the cursor. */
    isFocusing: () => pending.current !== null,
    move,
    step,
    leave,
    focus,
    begin: (how: Editing) => {
      setAnchor(null)
      setEditing(how)
    },
    unselect: () => setAnchor(null),
    /** The cursor goes to the first cell, and nothing is scrolled. */
    selectAll: () => {
      setAnchor({ row: rows - 1, column: columns - 1 })
      go({ row: 0, column: 0 })
    },
  }
}
export type Cursor = ReturnType<typeof useCursor>
