import type { ComponentProps } from 'react'
import { cx } from './classes.ts'
import type { IconType } from './icons.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'type' | 'children' | 'aria-label'> & {
  icon: IconType
  /** Its name, shown as a tooltip too. */
  label: string
  tone?: 'quiet' | 'plain' | 'primary' | 'danger'
  size?: 'small' | 'normal'
  /** Shown after the label in the tooltip, as in `N`. */
  shortcut?: string
  /** Why it may not be used by this person: see Button. */
  denied?: string | undefined
}

const tones = {
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
  plain: 'border border-line-2 bg-surface text-ink hover:bg-hover',
  primary: 'bg-accent text-on-accent hover:bg-accent-2',
  danger: 'text-ink-2 hover:bg-danger-soft hover:text-danger',
}
const sizes = { small: 'size-6', normal: 'size-8' }

export function IconButton({ icon: Icon, label, tone = 'quiet', size = 'normal', shortcut, denied, className, onClick, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={shortcut ? `${label} · ${shortcut}` : label}
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-md transition-colors disabled:opacity-40 aria-disabled:opacity-40 pointer-coarse:min-h-11 pointer-coarse:min-w-11',
        tones[tone],
        sizes[size],
        className,
      )}
      onClick={(event) => (denied ? event.preventDefault() : onClick?.(event))}
      {...rest}
      {...(denied ? { 'aria-disabled': true, 'data-tip': denied } : {})}
    >
      <Icon />
    </button>
  )
}
