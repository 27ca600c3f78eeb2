import { type RefObject, useEffect } from 'react'

/** Less is a bar of the browser, and no keyboard. */
const KEYBOARD_PX = 80

/**
 * Makes room for a keyboard on the screen where the browser lays it over the page instead of making the page smaller (Safari on a phone):
 * otherwise the question box would be under it. A page that was zoomed with two fingers is left alone.
 */
export function useKeyboardRoom(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const look = () => {
      if (!place.current) return
      const { bottom } = place.current.getBoundingClientRect()
      const covered = view.scale === 1 ? bottom - view.offsetTop - view.height : 0
      place.current.style.paddingBottom = covered > KEYBOARD_PX ? `${Math.round(covered)}px` : ''
    }
    view.addEventListener('resize', look)
    view.addEventListener('scroll', look)
    return () => {
      view.removeEventListener('resize', look)
      view.removeEventListener('scroll', look)
    }
  }, [place])
}
