import { useId } from 'react'
import { type Permission, permissions } from '#shared/permissions.ts'
import { useTexts } from '../i18n/texts.ts'
import { cx } from '../ui/classes.ts'
import { permissionTexts } from './texts.ts'

export type PermissionPickerProps = {
  label: string
  name: string
  chosen: readonly Permission[]
  onChange: (chosen: Permission[]) => void
  error?: string | undefined
  /** Only these can be given; the others say that one does not have them. */
  held?: readonly Permission[]
}

/** Permissions to choose from, each with what it allows. */
export function PermissionPicker({ label, name, chosen, onChange, error, held = permissions }: PermissionPickerProps) {
  const t = useTexts(permissionTexts)
  const id = useId()
  return (
    <fieldset className="grid gap-1" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 text-sm font-medium text-ink-2">{label}</legend>
      <ul className={cx('grid divide-y divide-line overflow-hidden rounded-lg border', error ? 'border-danger' : 'border-line-2')}>
        {permissions.map((permission) => {
          const may = held.includes(permission)
          return (
            <li key={permission}>
              <label className={cx('flex gap-2.5 px-3 py-2 pointer-coarse:py-2.5', may ? 'cursor-pointer hover:bg-hover' : 'cursor-not-allowed bg-sunken')}>
                <input
                  type="checkbox"
                  name={name}
                  disabled={!may}
                  checked={chosen.includes(permission)}
                  aria-describedby={`${id}-${permission}`}
                  aria-labelledby={`${id}-${permission}-name`}
                  onChange={(event) => onChange(permissions.filter((each) => (each === permission ? event.target.checked : chosen.includes(each))))}
                  className="mt-[3px] size-4 shrink-0 pointer-coarse:size-5"
                />
                <span className="grid min-w-0">
                  <span id={`${id}-${permission}-name`} className={may ? 'font-medium' : 'font-medium text-ink-3'}>
                    {t.names[permission]}
                  </span>
                  <span id={`${id}-${permission}`} className="text-sm text-pretty text-ink-3">
                    {may ? t.explained[permission] : t.notYours}
                  </span>
                </span>
              </label>
            </li>
          )
        })}
      </ul>
      <p id={`${id}-error`} aria-live="polite" className="text-sm text-danger empty:hidden">
        {error}
      </p>
    </fieldset>
  )
}
