import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { Row } from './buildRows.ts'
import type { List } from './useFollow.ts'

/** How long the message that was gone to stands out. */
const MARKED_MS = 2_500
/** Of the window's height: a line or two of what was read stays in sight. */
const PAGE = 0.9

type Options = {
  rows: readonly Row[]
  list: List
  scroller: RefObject<HTMLElement | null>
  /** A message that somebody came to see, and its place. */
  target: { id: string; at: number } | undefined
  leave: () => void
  toEnd: () => void
}

/** The ways to a place in a long conversation: a message that was asked for, its beginning and its end, the question before and after. @returns the place of a message that was just gone to */
export function useJumps({ rows, list, scroller, target, leave, toEnd }: Options): number | null {
  const [noticed, setNoticed] = useState<Options['target']>(undefined)
  const toFocus = useRef<number | null>(null)

  const go = (at: number, align: 'start' | 'center') => {
    leave()
    toFocus.current = at
    if (at === 0) list.scrollToOffset(0)
    else list.scrollToIndex(at, { align })
  }
  const arrive = useEffectEvent(({ at }: NonNullable<Options['target']>) => go(at, 'center'))
  useLayoutEffect(() => {
    if (target) arrive(target)
  }, [target])
  useEffect(() => {
    if (!target) return
    // To the same message once more: its address is the one that is shown already, so that only the router's own event tells.
    const onGo = () => {
      if (new URLSearchParams(location.search).get('message') !== target.id) return
      arrive(target)
      setNoticed(undefined)
    }
    addEventListener('pushState', onGo)
    return () => removeEventListener('pushState', onGo)
  }, [target])
  const marked = target && target !== noticed ? target.at : null
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setNoticed(target), MARKED_MS)
    return () => clearTimeout(timer)
  }, [marked, target])

  // It may take a page of the history until the message is there; then the keys, and a screen reader, go on from it.
  useLayoutEffect(() => {
    if (toFocus.current === null) return
    const article = scroller.current?.querySelector<HTMLElement>(`[data-index="${toFocus.current}"] article`)
    if (!article) return
    toFocus.current = null
    article.focus({ preventScroll: true })
  })

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isWritten(event.target) || document.querySelector('dialog:modal')) return
    const { key, altKey } = event
    const command = (event.ctrlKey || event.metaKey) && !altKey && !event.shiftKey
    // The browser would glide there, and stop where rows that come into view turn out higher than they were taken to be.
    const inList = !command && !altKey && event.target instanceof Node && scroller.current?.contains(event.target)
    if ((command || inList) && key === 'Home') go(0, 'start')
    else if ((command || inList) && key === 'End') toEnd()
    else if (inList && (key === 'PageUp' || key === 'PageDown')) {
      leave()
      list.scrollBy((key === 'PageUp' ? -PAGE : PAGE) * (scroller.current?.clientHeight ?? 0))
    } else if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      const at = questionFrom(rows, list, key === 'ArrowUp' ? -1 : 1)
      if (at !== null) go(at, 'start')
      else if (key === 'ArrowDown') toEnd()
    } else return
    event.preventDefault()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return marked
}

/** In a text that is being written these keys move the caret. */
const isWritten = (element: EventTarget | null) =>
  (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) && (element.value !== '' || element instanceof HTMLInputElement)

/** The next question up or down from the row at the top of the window; a place that is not known yet will do. */
function questionFrom(rows: readonly Row[], list: List, step: 1 | -1): number | null {
  const offset = list.scrollOffset ?? 0
  const top = list.getVirtualItemForOffset(offset + 1)
  if (!top) return null
  // The row at the top is the one before it only where its beginning is out of sight.
  for (let at = step < 0 && top.start < offset - 1 ? top.index : top.index + step; at >= 0 && at < rows.length; at += step) {
    if (rows[at]?.type === 'question' || rows[at]?.type === 'gap') return at
  }
  return null
}
