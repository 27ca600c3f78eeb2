import type { ComponentProps, ReactNode } from 'react'
import { cx } from './classes.ts'
import { Spinner } from './Spinner.tsx'

export type ButtonProps = Omit<ComponentProps<'button'>, 'type'> & {
  tone?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 'small' | 'normal'
  submit?: boolean
  /** Shows that it is at work and takes no further click; it keeps its width and its focus. */
  busy?: boolean
  /** Why it may not be used by this person: shown as its tip, and it does nothing. It keeps its place in the order of focus, so that the reason can be read. */
  denied?: string | undefined
  icon?: ReactNode
}

const tones = {
  primary: 'bg-accent text-on-accent hover:bg-accent-2 border-transparent',
  plain: 'bg-surface text-ink hover:bg-hover border-line-2',
  quiet: 'bg-transparent text-ink-2 hover:bg-hover hover:text-ink border-transparent',
  danger: 'bg-surface text-danger hover:bg-danger-soft border-line-2',
}
const sizes = { small: 'h-7 px-2.5 text-sm gap-1.5 pointer-coarse:h-11', normal: 'h-8 px-3 text-base gap-2 pointer-coarse:h-11' }

/** The look of a button, for links that act as one. */
export const buttonClass = (tone: keyof typeof tones = 'plain', size: keyof typeof sizes = 'normal', className?: string) =>
  cx(
    'inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 aria-disabled:opacity-50',
    tones[tone],
    sizes[size],
    className,
  )

export function Button({ tone, size, submit, busy, denied, icon, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      aria-busy={busy || undefined}
      className={buttonClass(tone, size, className)}
      onClick={(event) => (busy || denied ? event.preventDefault() : onClick?.(event))}
      {...rest}
      {...(denied ? { 'aria-disabled': true, 'data-tip': denied } : {})}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}
