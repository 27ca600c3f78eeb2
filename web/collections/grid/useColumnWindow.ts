import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'

/** In pixels: drawn beyond the window already, so that fast scrolling shows no gaps. */
const BEYOND = 300

type Options = {
  /** In pixels, of the columns that scroll. */
  widths: readonly number[]
  /** In pixels, what stays at the left and covers them. */
  pinned: number
  scroller: RefObject<HTMLElement | null>
}

/** Which columns are in view: of two hundred only those exist. */
export function useColumnWindow({ widths, pinned, scroller }: Options) {
  const [view, setView] = useState({ from: 0, to: innerWidth + BEYOND })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => {
      // In steps, so that not each pixel draws anew.
      const from = Math.floor(element.scrollLeft / BEYOND) * BEYOND - BEYOND
      const to = Math.ceil((element.scrollLeft + element.clientWidth) / BEYOND) * BEYOND + BEYOND
      setView((before) => (before.from === from && before.to === to ? before : { from, to }))
    }
    look()
    const onScroll = () => flushSync(look)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [scroller])

  const starts = useMemo(() => widths.reduce<number[]>((before, _, at) => [...before, (before[at - 1] ?? 0) + (widths[at - 1] ?? 0)], []), [widths])
  const inView = useMemo(() => starts.flatMap((start, at) => (start < view.to && start + (widths[at] ?? 0) > view.from ? [at] : [])), [starts, widths, view])
  return {
    /** In pixels, where each begins behind what is pinned. */
    starts,
    /** Places of those in view. */
    inView,
    total: widths.reduce((sum, width) => sum + width, 0),
    /** Scrolls as far as it takes to see a column in full. */
    show: (at: number) => {
      const element = scroller.current
      const [start = 0, width = 0] = [starts[at], widths[at]]
      if (!element) return
      const room = element.clientWidth - pinned
      if (start < element.scrollLeft) element.scrollTo({ left: start })
      else if (start + width > element.scrollLeft + room) element.scrollTo({ left: Math.min(start, start + width - room) })
    },
  }
}
