import { type RefObject, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { LaidOut } from './layOut.ts'

/** In rem: drawn beyond what is seen, so that fast scrolling shows no gaps; and how far is scrolled until other rows are. */
const BEYOND = 16
const STEP = 8

/** In pixels, how far each list was scrolled when it was last seen; as long as the page lives, as what was read does. */
const places = new Map<string, number>()

const pixelsOfRem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/**
 * Which part of the list is to be drawn, in rem. Whoever comes back to a list finds it where it was left, and what comes or goes above the
 * reader moves nothing of what they see.
 */
export function useInView(scroller: RefObject<HTMLElement | null>, tops: LaidOut['tops'], name: string): { from: number; to: number } {
  const [view, setView] = useState({ from: 0, to: BEYOND })
  const seen = useRef(0)

  const begun = useRef(false)
  const look = useEffectEvent((element: HTMLElement) => {
    // One that is hidden, or in a dialog that is about to open, has no place.
    if (element.clientHeight === 0) return
    if (!begun.current) element.scrollTo({ top: places.get(name) ?? 0 })
    begun.current = true
    seen.current = element.scrollTop
    places.set(name, element.scrollTop)
    const rem = pixelsOfRem()
    const from = Math.floor(element.scrollTop / rem / STEP) * STEP - BEYOND
    const to = Math.ceil((element.scrollTop + element.clientHeight) / rem / STEP) * STEP + BEYOND
    setView((before) => (before.from === from && before.to === to ? before : { from, to }))
  })

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const now = () => look(element)
    now()
    // At once: what has come into view must not be empty in the next frame.
    const atOnce = () => flushSync(now)
    const observer = new ResizeObserver(atOnce)
    observer.observe(element)
    element.addEventListener('scroll', atOnce, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', atOnce)
    }
  }, [scroller])

  const drawn = useRef(tops)
  useLayoutEffect(() => {
    const before = drawn.current
    drawn.current = tops
    const element = scroller.current
    // At its beginning what is new is seen.
    if (!element || before === tops || seen.current === 0) return
    const rem = pixelsOfRem()
    const shift = shiftOf(before, tops, seen.current / rem, (seen.current + element.clientHeight) / rem)
    if (shift === 0) return
    element.scrollTo({ top: seen.current + shift * rem })
    look(element)
  }, [scroller, tops])

  return view
}

/** By how much has moved what stood between two places: two neighbours that did so alike, for one alone may have gone elsewhere. */
function shiftOf(before: LaidOut['tops'], after: LaidOut['tops'], from: number, to: number): number {
  const shifts: number[] = []
  for (const [id, top] of before) {
    const now = after.get(id)
    if (now !== undefined && top >= from && top < to) shifts.push(now - top)
  }
  return shifts.find((shift, at) => shift === shifts[at + 1]) ?? shifts[0] ?? 0
}
