import type { ComponentProps } from 'react'
import { cx } from './classes.ts'
import { ChevronDownIcon } from './icons.tsx'

export type SelectOption = { value: string; label: string; disabled?: boolean }
export type SelectProps = Omit<ComponentProps<'select'>, 'children' | 'onChange' | 'value'> & {
  value: string
  onChange: (value: string) => void
  options: SelectOption[]
}

/** The platform's own list, which phones and screen readers know best. Give it an `aria-label` or put it into a Field. */
export function Select({ value, onChange, options, className, ...rest }: SelectProps) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full min-w-0 appearance-none truncate rounded-md border border-line-2 bg-surface pr-8 pl-2.5 text-ink hover:bg-hover pointer-coarse:h-11 pointer-coarse:text-lg"
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDownIcon className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3" />
    </span>
  )
}
