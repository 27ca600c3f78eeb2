import type { ComponentProps } from 'react'
import { cx } from './classes.ts'

const tones = {
  plain: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-2',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger-2',
}
export type BadgeTone = keyof typeof tones

/** A word about what it stands beside. */
export const Badge = ({ tone = 'plain', className, ...rest }: ComponentProps<'span'> & { tone?: BadgeTone }) => (
  <span className={cx('inline-flex h-5 shrink-0 items-center rounded px-1.5 text-xs font-medium whitespace-nowrap', tones[tone], className)} {...rest} />
)
