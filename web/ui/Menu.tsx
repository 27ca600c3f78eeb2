import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { cx } from './classes.ts'
import { CheckIcon, type IconType } from './icons.tsx'
import { type Align, place } from './place.ts'
import { ignoreRestOfClick } from './restOfClick.ts'

export type MenuItem = {
  label: string
  icon?: IconType
  onSelect: () => void
  /** Given, the item is one of several choices, of which this one holds or not. */
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  /** Beside it: its key, or why it is disabled. */
  hint?: ReactNode
}
export type MenuTrigger = {
  ref: Ref<HTMLButtonElement>
  'aria-haspopup': 'menu'
  'aria-expanded': boolean
  onClick: () => void
  onKeyDown: (event: KeyboardEvent) => void
}
export type MenuProps = {
  label: string
  items: MenuItem[]
  align?: Align
  /** What the list is about, above it. */
  heading?: ReactNode
  trigger: (props: MenuTrigger) => ReactNode
}

/** A button that opens a list of actions or choices. Arrows, Home, End and first letters move; Escape and a click elsewhere close. */
export function Menu({ label, items, align, heading, trigger }: MenuProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onClick: () => setOpen(!open),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setOpen(true)
        },
      })}
      {open && <MenuList label={label} items={items} align={align ?? 'start'} heading={heading} anchor={button.current} onClose={() => setOpen(false)} />}
    </>
  )
}

type ListProps = { label: string; items: MenuItem[]; align: Align; heading?: ReactNode; anchor: HTMLElement | null; onClose: () => void }

/** The list alone, for what is no button. It is open while it is rendered. */
export function MenuList({ label, items, align, heading, anchor, onClose }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const close = useRef(onClose)
  close.current = onClose

  useEffect(() => {
    const element = list.current
    if (!element || !anchor) return
    element.showPopover({ source: anchor })
    place(element, anchor, align)
    const chosen = element.querySelector<HTMLElement>('[aria-checked="true"]') ?? element.querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled])')
    chosen?.focus()
    const onToggle = (event: ToggleEvent) => event.newState === 'closed' && close.current()
    element.addEventListener('toggle', onToggle)
    return () => {
      element.removeEventListener('toggle', onToggle)
      ignoreRestOfClick()
    }
  }, [anchor, align])

  const leave = () => {
    anchor?.focus()
    onClose()
  }

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const options = [...event.currentTarget.querySelectorAll<HTMLElement>('[role]')]
    const at = options.findIndex((option) => option === document.activeElement)
    const to = (next: number) => {
      event.preventDefault()
      options[(next + options.length) % options.length]?.focus()
    }
    if (event.key === 'ArrowDown') to(at + 1)
    else if (event.key === 'ArrowUp') to(at - 1)
    else if (event.key === 'Home') to(0)
    else if (event.key === 'End') to(-1)
    else if (event.key === 'Tab') leave()
    else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      leave()
    } else if (event.key.length === 1) {
      const starts = (option: HTMLElement) => option.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())
      const next = [...options.slice(at + 1), ...options.slice(0, at + 1)].find(starts)
      next?.focus()
    }
  }

  return (
    <div
      ref={list}
      id={id}
      popover="auto"
      className="max-h-[min(24rem,80dvh)] max-w-[min(20rem,calc(100vw-1rem))] min-w-44 overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-float"
    >
      {heading}
      <div role="menu" tabIndex={-1} aria-label={label} onKeyDown={move} className="outline-none">
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            tabIndex={-1}
            role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={item.checked}
            aria-disabled={item.disabled || undefined}
            onMouseEnter={(event) => event.currentTarget.focus()}
            onClick={() => {
              if (item.disabled) return
              leave()
              item.onSelect()
            }}
            className={cx(
              'flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left outline-none focus:bg-hover pointer-coarse:min-h-11',
              item.danger && 'text-danger',
            )}
          >
            {item.icon && <item.icon className={cx(!item.danger && 'text-ink-3', item.disabled && 'opacity-50')} />}
            <span className={cx('min-w-0 flex-1', item.disabled && 'opacity-50')}>{item.label}</span>
            {item.hint && <span className="text-sm text-ink-3">{item.hint}</span>}
            {item.checked && <CheckIcon className="text-accent" />}
          </button>
        ))}
      </div>
    </div>
  )
}
