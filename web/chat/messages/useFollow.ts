import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Scrolled back to within this of the end the reader follows it again. */
const BACK_PX = 24
/** Rounding of a zoomed page; more than this away from the end the reader has left it. */
const LEFT_PX = 4
/** Further than this from the end a way back is offered. */
const AWAY_PX = 128
/** After a hand has moved, what scrolls is its doing, the gliding on of a finger too. */
const MEANT_MS = 1_000
const hands = ['touchmove', 'pointerdown', 'keydown'] as const

export type List = Virtualizer<HTMLElement, HTMLElement>

/**
 * Follows the end while the reader is there: what grows or appears is scrolled to. Whoever scrolls up, by however little, is left where they
 * are until they come back to the end.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, list: List, fromEnd: boolean) {
  const follows = useRef(fromEnd)
  const [away, setAway] = useState(false)

  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    let last = element.scrollTop
    const below = () => element.scrollHeight - element.scrollTop - element.clientHeight
    /** Until when a scroll upwards is the reader's: text that becomes shorter for a moment makes the browser scroll up too. */
    let meant = 0
    const mean = () => {
      meant = performance.now() + MEANT_MS
    }
    const onScroll = () => {
      const up = last - element.scrollTop
      last = element.scrollTop
      // A search of the browser, say, shows no hand, but goes far.
      const left = up > 0 && (performance.now() < meant || up > element.clientHeight / 4)
      if (left && below() > LEFT_PX) follows.current = false
      else if (up <= 0 && below() <= BACK_PX) follows.current = true
      setAway(below() > AWAY_PX)
    }
    const onWheel = ({ deltaY }: WheelEvent) => {
      if (deltaY >= 0) return
      mean()
      // Before it has scrolled: what grows in this very frame must not pull the reader back.
      if (element.scrollTop > 0) follows.current = false
    }
    // A question box that grows takes room from below, as does what ends an answer: who reads the end goes on reading it.
    const observer = new ResizeObserver(() => {
      if (follows.current) list.scrollToEnd()
      else setAway(below() > AWAY_PX)
    })
    observer.observe(element)
    observer.observe(content.current)
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: true })
    // A finger, the scroll bar, a key.
    for (const type of hands) element.addEventListener(type, mean, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
      for (const type of hands) element.removeEventListener(type, mean)
    }
  }, [scroller, content, list])

  return {
    away,
    /** To the end, and on with it. From afar at once: nobody reads what flies by. */
    toEnd: (smoothly = false) => {
      const element = scroller.current
      const near = element !== null && element.scrollHeight - element.scrollTop < element.clientHeight * 4
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
      if (!smoothly || !near || calm) follows.current = true
      list.scrollToEnd({ behavior: smoothly && near && !calm ? 'smooth' : 'auto' })
    },
    leave: () => {
      follows.current = false
    },
  }
}
