import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

export type Rows = {
  count: number
  /** In pixels, of each. */
  height: number
  /** Drawn beyond the window already, so that fast scrolling shows no gaps. */
  overscan: number
  /** In pixels, what stays above the rows and covers them. */
  above?: number
  scroller: RefObject<HTMLElement | null>
}

/** In pixels: what every browser can lay out and scroll through to the end. A longer list is drawn in parts. */
const TALLEST = 8_000_000
/** In pixels: the list is drawn at another place of the scroll bar each time that about so much of it was passed. */
const STRETCH = 80_000

/**
 * A list that is longer than a browser can lay out, on a scroll bar that is not: where it is near its beginning, the rows are drawn where they
 * belong, and the farther down, the more they are shifted up. Who scrolls by less than a window goes on row by row; who drags the bar lands in proportion.
 */
function shiftOf(total: number, virtualTop: number): number {
  if (total <= TALLEST) return 0
  // Of equal size: what is drawn of the last one but one would reach beyond the end otherwise.
  const stretches = Math.ceil(total / STRETCH)
  const passed = Math.min(stretches - 1, Math.floor((virtualTop * stretches) / total))
  return Math.round((passed * (total - TALLEST)) / (stretches - 1))
}

/** Which rows of a list are in view: only those exist. As all have one height, nothing needs to be measured, and the library that does so stays with the chat. */
export function useRows({ count, height, overscan, above = 0, scroller }: Rows) {
  const total = count * height
  // The list is lower than the window by about what is drawn beyond it; what is missing comes with the first look.
  const [view, setView] = useState(() => ({ from: 0, to: Math.ceil(innerHeight / height), shift: 0 }))
  const at = useRef({ top: 0, shift: 0 })

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const place = at.current
    const look = () => {
      const { scrollTop, clientHeight } = element
      const room = clientHeight - above
      const jumped = Math.abs(scrollTop - place.top) >= clientHeight
      if (jumped) place.shift = shiftOf(total, (scrollTop * (total - room)) / (Math.min(total, TALLEST) - room))
      const top = scrollTop + place.shift
      const shift = shiftOf(total, top)
      // What is in view stays where it is; only the bar moves on. A jump leaves the bar where it was let go.
      if (!jumped && shift !== place.shift) {
        place.shift = shift
        element.scrollTo({ top: top - shift })
      }
      place.top = element.scrollTop
      const from = Math.max(0, Math.floor(top / height) - overscan)
      const to = Math.ceil((top + element.clientHeight) / height) + overscan
      setView((before) => (before.from === from && before.to === to && before.shift === place.shift ? before : { from, to, shift: place.shift }))
    }
    look()
    // At once: what has come into view must not be empty in the next frame.
    const onScroll = () => flushSync(look)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [total, height, overscan, above, scroller])

  const to = Math.min(view.to, count)
  // Of a list that has just become shorter the end, until the browser has scrolled there.
  const from = Math.min(view.from, Math.max(0, count - (view.to - view.from)))
  const topOf = (index: number) => index * height - view.shift
  return {
    rows: Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ index: from + index, top: topOf(from + index) })),
    /** In pixels, of all as far as it is laid out. */
    total: Math.min(total, TALLEST),
    /** In pixels, where a row is drawn. */
    topOf,
    /** Scrolls as far as it takes to see a row in full. */
    show: (index: number) => {
      const element = scroller.current
      if (!element) return
      const top = index * height
      const bottom = top + height + above
      const seen = element.scrollTop + at.current.shift
      const wanted = top < seen ? top : bottom > seen + element.clientHeight ? bottom - element.clientHeight : null
      if (wanted === null) return
      const shift = shiftOf(total, wanted)
      Object.assign(at.current, { top: wanted - shift, shift })
      element.scrollTo({ top: wanted - shift })
    },
  }
}
