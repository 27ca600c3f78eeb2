import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { cx } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import { XIcon } from './icons.tsx'
import { isComposing } from './isComposing.ts'
import { ignoreRestOfClick } from './restOfClick.ts'
import { uiTexts } from './texts.ts'

export type DialogProps = {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  /** `side` slides in at the right edge, over the whole height. */
  placement?: 'centre' | 'side'
  width?: 'narrow' | 'normal' | 'wide'
  /** Something would be lost: a click beside the dialog does not close it. Escape and the buttons still do. */
  keep?: boolean
}

const widths = { narrow: 'max-w-sm', normal: 'max-w-lg', wide: 'max-w-3xl' }

/** A modal dialog: the browser's own, which holds the focus inside, closes on Escape and gives the focus back. It is open while it is rendered. */
export function Dialog({ title, onClose, children, footer, placement = 'centre', width = 'normal', keep = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const t = useTexts(uiTexts)

  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (!dialog.open) dialog.showModal()
    // Not the first control, which is the one that closes: what the dialog is for, or the dialog itself.
    const first = dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog
    first.focus()
    // Closed, not just removed: only closing gives the focus back to where it was.
    return () => {
      dialog.close()
      ignoreRestOfClick()
    }
  }, [])

  const cancel = (event: SyntheticEvent<HTMLDialogElement>) => {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    onClose()
  }

  // The key itself: what browsers make of it counts clicks, groups dialogs, and may close one that nobody was asked about.
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
    event.preventDefault()
    onClose()
  }

  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={id}
      data-side={placement === 'side' || undefined}
      onCancel={cancel}
      onKeyDown={escape}
      onMouseDown={(event) => event.target === event.currentTarget && !keep && onClose()}
      className={cx(
        'bg-surface p-0 text-ink shadow-float outline-none',
        placement === 'centre'
          ? cx('m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] rounded-xl border border-line', widths[width])
          : 'my-0 mr-0 ml-auto h-dvh max-h-none w-full max-w-md border-l border-line',
      )}
    >
      <div className={cx('flex flex-col', placement === 'centre' ? 'max-h-[calc(100dvh-2rem-2px)]' : 'h-dvh')}>
        <header className="flex shrink-0 items-start justify-between gap-3 py-2.5 pr-2.5 pl-5">
          <h2 id={id} className="min-w-0 py-1 text-lg font-semibold text-balance pointer-coarse:py-2.5">
            {title}
          </h2>
          <IconButton icon={XIcon} label={t.close} onClick={onClose} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        {footer && <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
      </div>
    </dialog>
  )
}
