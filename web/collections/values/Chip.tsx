import type { ReactNode } from 'react'
import type { Choice } from '#shared/fields.ts'
import { cx } from '../../ui/classes.ts'
import './chips.css'

/** One of the values of a field, in its colour. */
export const Chip = ({ color = 'gray', className, children }: { color?: Choice['color'] | undefined; className?: string; children: ReactNode }) => (
  <span data-color={color} className={cx('chip inline-flex h-5.5 max-w-full min-w-0 shrink-0 items-center rounded px-1.5 text-sm', className)}>
    <span className="truncate">{children}</span>
  </span>
)
