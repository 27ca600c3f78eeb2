import { type ComponentProps, useEffect, useRef } from 'react'
import { cx } from './classes.ts'

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'aria-label'> & { label: string; some?: boolean }

/** `some`: neither all nor none of what it stands for. */
export function Checkbox({ label, some = false, className, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = some
  }, [some])
  return <input ref={ref} type="checkbox" name="selected" aria-label={label} className={cx('size-4 shrink-0 cursor-pointer', className)} {...rest} />
}
