import { type ComponentProps, type ReactNode, useId } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { cx } from './classes.ts'
import { uiTexts } from './texts.ts'

/** What a control inside of a Field takes over, so that label, hint and error belong to it. */
export type ControlProps = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }

export type FieldProps = {
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  children: (control: ControlProps) => ReactNode
}

export function Field({ label, hint, error, optional, children }: FieldProps) {
  const id = useId()
  const t = useTexts(uiTexts)
  const note = error ?? hint
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-sm font-medium text-ink-2">
        {label}
        {optional && <span className="font-normal text-ink-3">{t.optional}</span>}
      </label>
      {children({ id, ...(note ? { 'aria-describedby': `${id}-note` } : {}), ...(error ? { 'aria-invalid': true } : {}) })}
      {note && (
        <p id={`${id}-note`} aria-live="polite" className={cx('text-sm', error ? 'text-danger' : 'text-ink-3')}>
          {note}
        </p>
      )}
    </div>
  )
}

const control =
  'w-full rounded-md border border-line-2 bg-surface px-2.5 text-ink placeholder:text-ink-3 aria-invalid:border-danger aria-invalid:outline-danger focus-visible:outline-offset-0 read-only:bg-sunken read-only:text-ink-2 disabled:bg-sunken disabled:text-ink-3 pointer-coarse:text-lg'

/** 16 px on touch screens: below that, phones zoom into the field. */
export const TextInput = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input type="text" className={cx(control, 'h-8 pointer-coarse:h-11', className)} {...rest} />
)

export const TextArea = ({ className, ...rest }: ComponentProps<'textarea'>) => <textarea className={cx(control, 'min-h-20 py-1.5', className)} {...rest} />
