import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { Rows } from '../useRowPages.ts'
import { findRow } from './placeRows.ts'

type Options = {
  rows: Rows
  list: string
  /** What is drawn, and where. */
  lines: readonly { index: number; top: number }[]
  height: number
  scroller: RefObject<HTMLElement | null>
  /** Nothing moves now. */
  frozen: boolean
  isFocusing: () => boolean
  /** Whether it is others' rows that come and go. */
  foreign: { current: boolean }
  /** So many more have come above; null where all are in view. */
  onAbove: (more: number | null) => void
}
type Seen = { list: string; lines: { id: string; index: number }[] }

/** What is read stays where it is while rows of others come and go above it. Only who looks at the beginning, and is in no cell, sees them come there. */
export function useAnchor({ rows, list, lines, height, scroller, frozen, isFocusing, foreign, onAbove }: Options): void {
  const seen = useRef<Seen | null>(null)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || frozen) return
    const before = seen.current
    if (before?.list === list) {
      let shift = 0
      for (const { id, index } of before.lines) {
        const now = findRow(rows, id, index)
        if (now === undefined) continue
        shift = now - index
        break
      }
      const inCell = isFocusing() || (document.activeElement?.closest('[data-cell]') && element.contains(document.activeElement))
      if (shift !== 0 && foreign.current && (element.scrollTop > 0 || inCell)) {
        element.scrollBy({ top: shift * height })
        if (shift > 0) onAbove(shift)
      }
    }
    const { scrollTop } = element
    if (scrollTop === 0 || before?.list !== list) onAbove(null)
    const inView = lines.filter(({ top }) => top + height > scrollTop)
    seen.current = {
      list,
      lines: inView.flatMap(({ index }) => {
        const id = rows.at(index)?.id
        return id === undefined ? [] : [{ id, index }]
      }),
    }
  })
}
