import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Scrolled back to within this of the end the reader follows it again. */
const BACK_PX = 24
/** Rounding of a zoomed page; more than this away from the end the reader has left it. */
const LEFT_PX = 4
/** Further than this from the end a way back is offered. */
const AWAY_PX = 128

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
    const onScroll = () => {
      const up = element.scrollTop < last
      last = element.scrollTop
      if (up && below() > LEFT_PX) follows.current = false
      else if (!up && below() <= BACK_PX) follows.current = true
      setAway(below() > AWAY_PX)
    }
    // Before it has scrolled: what grows in this very frame must not pull the reader back.
    const onWheel = ({ deltaY }: WheelEvent) => {
      if (deltaY < 0 && element.scrollTop > 0) follows.current = false
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
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
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
