import { type PointerEvent, type RefObject, useMemo, useRef, useState } from 'react'
import type { Range } from './useCursor.ts'

/** So near to an edge of the grid the rows beyond it come into view, in pixels. */
const EDGE = 28

/** Which rows a drag from the corner of the selection goes over, besides those selected; both with them. */
export type Filling = { from: number; to: number }

type Options = {
  range: Range
  rows: number
  scroller: RefObject<HTMLElement | null>
  rowAt: (target: Element | null) => number | null
  onFill: (filling: Filling) => void
}

export type FillHandle = Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel', (event: PointerEvent<HTMLElement>) => void>

/** The selection dragged by its corner, up or down: what it holds is repeated over the rows that are passed. */
export function useFillHandle({ range, rows, scroller, rowAt, onFill }: Options) {
  const [filling, setFilling] = useState<Filling | null>(null)
  const now = useRef<Filling | null>(null)
  const [first, last] = range.rows
  const set = (next: Filling | null) => {
    now.current = next
    setFilling(next)
  }
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.preventDefault()
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
      const box = scroller.current?.getBoundingClientRect()
      if (box && event.clientY > box.bottom - EDGE) scroller.current?.scrollBy(0, EDGE)
      else if (box && event.clientY < box.top + 2 * EDGE) scroller.current?.scrollBy(0, -EDGE)
      const row = rowAt(document.elementFromPoint(event.clientX, event.clientY))
      if (row === null) return
      if (row > last) set({ from: last + 1, to: Math.min(row, rows - 1) })
      else set(row < first ? { from: Math.max(0, row), to: first - 1 } : null)
    },
    onPointerUp: () => {
      const done = now.current
      set(null)
      if (done) onFill(done)
    },
    onPointerCancel: () => set(null),
  }
  const latest = useRef<FillHandle>(handlers)
  latest.current = handlers
  // One for all cells, so that none is drawn again for its sake.
  const handle = useMemo<FillHandle>(
    () => ({
      onPointerDown: (event) => latest.current.onPointerDown(event),
      onPointerMove: (event) => latest.current.onPointerMove(event),
      onPointerUp: (event) => latest.current.onPointerUp(event),
      onPointerCancel: (event) => latest.current.onPointerCancel(event),
    }),
    [],
  )
  return { filling, handle }
}
