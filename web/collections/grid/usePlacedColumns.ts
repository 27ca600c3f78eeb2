import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import type { Columns } from '../useColumns.ts'
import type { Placed } from './GridRow.tsx'
import { useColumnWindow } from './useColumnWindow.ts'

/** How much of a phone the names may take, in pixels. */
const NAME_ON_PHONE = 132
/** What stays at the left takes at most this part of the window: there has to be room for what it is compared with. */
const MOST = { wide: 0.75, phone: 0.5 }

type Options = {
  columns: Columns
  wide: boolean
  /** In pixels, of the column with the numbers. */
  head: number
  scroller: RefObject<HTMLElement | null>
  /** Place of the column with the cursor. */
  active: number
}

/** In pixels, how wide an element is. */
function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(innerWidth)
  useLayoutEffect(() => {
    const element = of.current
    if (!element) return
    const look = () => setWidth(element.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [of])
  return width
}

/** How many of the pinned columns fit; the others scroll with the rest. */
function countFitting(columns: Columns, begin: number, most: number): number {
  let [end, count] = [begin, 0]
  for (const [at, column] of columns.shown.entries()) {
    if (at === 0) continue
    end += columns.widths[at] ?? 0
    if (!columns.isPinned(column) || end > most) break
    count++
  }
  return count
}

/** Where the columns stand: the names and those that are pinned stay at the left, the others scroll behind them. */
export function usePlacedColumns({ columns, wide, head, scroller, active }: Options) {
  const { shown, widths: all } = columns
  const room = useWidth(scroller)
  const [nameWanted = 0] = all
  const nameWidth = wide ? nameWanted : Math.min(NAME_ON_PHONE, nameWanted)
  const first = 1 + countFitting(columns, head + nameWidth, room * MOST[wide ? 'wide' : 'phone'])
  const stuck = useMemo(() => {
    const widths = all.map((own, at) => (at === 0 ? nameWidth : own))
    return shown
      .slice(0, first)
      .map((column, at): Placed => ({ column, at, left: head + widths.slice(0, at).reduce((sum, own) => sum + own, 0), width: widths[at] ?? 0 }))
  }, [shown, all, first, head, nameWidth])
  const last = stuck.at(-1)
  const behind = last ? last.left + last.width : head
  const widths = useMemo(() => all.slice(first), [all, first])
  const { inView, starts, total, show } = useColumnWindow({ widths, pinned: behind, scroller })
  // The cell with the cursor is drawn wherever it is, so that the keys go on from there.
  const away = active < first || inView.includes(active - first) ? null : active - first
  const others = useMemo(
    () =>
      (away === null ? inView : [...inView, away]).flatMap((at): Placed[] => {
        const column = shown[at + first]
        return column ? [{ column, at: at + first, left: behind + (starts[at] ?? 0), width: widths[at] ?? 0 }] : []
      }),
    [inView, away, starts, shown, widths, behind, first],
  )
  return {
    /** The names, and what is pinned beside them; empty where there is no column. */
    stuck,
    /** Those in view. */
    others,
    /** In pixels, of all columns with the numbers. */
    width: behind + total,
    /** Scrolls until a column is in view. @returns whether it scrolls at all */
    show: (at: number): boolean => {
      if (at >= first) show(at - first)
      return at >= first
    },
  }
}
