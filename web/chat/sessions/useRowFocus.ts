import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** What in a row has the focus: the conversation, or the button of its menu. */
const parts = { row: '[data-row]', menu: '[aria-haspopup]' }
type Held = { element: HTMLElement; part: keyof typeof parts }

/**
 * The focus within the list. The row that has it is drawn wherever it is, with its neighbours, so that Tab and the arrows go on from there;
 * when it goes to another section the focus goes along, and when it goes for good the one in its place has it.
 * @param ids of all rows, in their order
 */
export function useRowFocus(list: RefObject<HTMLElement | null>, ids: readonly string[]) {
  /** The row that had it last. The button below the rows stands for the one that will be there. */
  const [last, setLast] = useState<{ id: string | null; at: number } | null>(null)
  const [byTab, setByTab] = useState(false)
  const held = useRef<Held | null>(null)

  const found = last?.id ? ids.indexOf(last.id) : -1
  const at = last && Math.min(found < 0 ? last.at : found, ids.length - 1)
  if (last && found >= 0 && found !== last.at) setLast({ ...last, at: found })

  const partOf = (id: string | undefined, part: keyof typeof parts) =>
    id === undefined ? null : (list.current?.querySelector<HTMLElement>(`[data-session="${id}"] ${parts[part]}`) ?? null)

  useLayoutEffect(() => {
    if (!held.current || at === null || held.current.element.isConnected || document.activeElement !== document.body) return
    partOf(ids[at], held.current.part)?.focus({ preventScroll: true })
  })

  const onKeyDown = (event: KeyboardEvent) => {
    setByTab(event.key === 'Tab')
    if (at === null || !(event.target instanceof HTMLElement) || !event.target.matches(parts.row)) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(ids.length - 1, to))
    flushSync(() => setLast({ id: ids[next] ?? null, at: next }))
    const row = partOf(ids[next], 'row')
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }

  return {
    /** Places of rows that are drawn wherever they are. */
    kept: at === null ? [] : [at - 1, at, at + 1],
    /** Whoever goes through the list by Tab is to come to its end. */
    byTab,
    on: {
      onKeyDown,
      onFocus: ({ target }: FocusEvent<HTMLElement>) => {
        // A dialog gives it back.
        if (target.closest('dialog')) return
        const id = target.closest<HTMLElement>('[data-session]')?.dataset.session ?? null
        held.current = { element: target, part: target.matches(parts.menu) ? 'menu' : 'row' }
        setLast({ id, at: id === null ? ids.length : ids.indexOf(id) })
      },
      onBlur: ({ relatedTarget }: FocusEvent<HTMLElement>) => {
        // Another window takes nothing away; a click on nothing does, and is meant.
        if (!document.hasFocus() || (relatedTarget instanceof Node && list.current?.contains(relatedTarget))) return
        held.current = null
        setByTab(false)
      },
      onPointerDown: () => setByTab(false),
      onWheel: () => setByTab(false),
    },
  }
}
