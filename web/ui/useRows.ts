import { type RefObject, useLayoutEffect, useState } from 'react'
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

/** Which rows of a list are in view: only those exist. As all have one height, nothing needs to be measured, and the library that does so stays with the chat. */
export function useRows({ count, height, overscan, above = 0, scroller }: Rows) {
  // The list is lower than the window by about what is drawn beyond it; what is missing comes with the first look.
  const [view, setView] = useState(() => ({ from: 0, to: Math.ceil(innerHeight / height) }))

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => {
      const from = Math.max(0, Math.floor(element.scrollTop / height) - overscan)
      const to = Math.ceil((element.scrollTop + element.clientHeight) / height) + overscan
      setView((before) => (before.from === from && before.to === to ? before : { from, to }))
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
  }, [height, overscan, scroller])

  const to = Math.min(view.to, count)
  // Of a list that has just become shorter the end, until the browser has scrolled there.
  const from = Math.min(view.from, Math.max(0, count - (view.to - view.from)))
  return {
    rows: Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ index: from + at, top: (from + at) * height })),
    /** In pixels, of all. */
    total: count * height,
    /** Scrolls as far as it takes to see a row in full. */
    show: (index: number) => {
      const element = scroller.current
      if (!element) return
      const top = index * height
      const bottom = top + height + above
      if (top < element.scrollTop) element.scrollTo({ top })
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTo({ top: bottom - element.clientHeight })
    },
  }
}
