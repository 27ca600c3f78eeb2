import { useEffect, useId, useRef } from 'react'
import { formatsOf } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { place } from './place.ts'

/** Long enough that a pointer on its way elsewhere shows nothing. */
const DELAY_MS = 350

/**
 * One tooltip for the whole page, rendered once by the shell. Whatever carries `data-tip="…"` shows it on hover and on keyboard focus, a `<time>` its moment in full;
 * a table of ten thousand cells therefore costs no component each. The tip adds to a name, it never is the only one.
 */
export function TooltipLayer() {
  const ref = useRef<HTMLDivElement>(null)
  const id = useId()

  useEffect(() => {
    const tip = ref.current
    if (!tip) return
    let timer = 0
    let described: Element | null = null
    const hide = () => {
      clearTimeout(timer)
      described?.removeAttribute('aria-describedby')
      described = null
      if (tip.matches(':popover-open')) tip.hidePopover()
    }
    const show = (target: Element, delay: number) => {
      hide()
      const text = target instanceof HTMLTimeElement ? formatsOf(currentLanguage()).full(target.dateTime) : target.getAttribute('data-tip')
      if (!text) return
      timer = window.setTimeout(() => {
        if (!target.isConnected) return
        tip.textContent = text
        tip.showPopover()
        place(tip, target, 'middle')
        if (target.getAttribute('aria-label') !== text && !target.hasAttribute('aria-describedby')) {
          target.setAttribute('aria-describedby', id)
          described = target
        }
      }, delay)
    }
    const closest = (event: Event) => (event.target instanceof Element ? event.target.closest('[data-tip], time') : null)
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return
      const target = closest(event)
      if (target) show(target, DELAY_MS)
      else hide()
    }
    const focus = (event: FocusEvent) => {
      const target = closest(event)
      if (target?.matches(':focus-visible')) show(target, DELAY_MS)
    }
    // A finger does not hover; what may not be used says why when it is tapped, and what does nothing but tell (`data-tells`) what it has to tell.
    const click = (event: MouseEvent) => {
      const target = closest(event)
      if (target && (target.ariaDisabled === 'true' || target.hasAttribute('data-tells'))) show(target, 0)
    }
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('click', click)
    document.addEventListener('keydown', key)
    document.addEventListener('scroll', hide, { capture: true, passive: true })
    return () => {
      hide()
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('click', click)
      document.removeEventListener('keydown', key)
      document.removeEventListener('scroll', hide, { capture: true })
    }
  }, [id])

  return (
    <div
      ref={ref}
      id={id}
      role="tooltip"
      popover="manual"
      className="pointer-events-none max-w-72 rounded-md border-0 bg-ink px-2 py-1 text-xs text-paper shadow-float"
    />
  )
}
