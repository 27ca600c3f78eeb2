import type { ReactNode } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { Field, TextInput } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { XIcon } from '../../ui/icons.tsx'
import { parameterTexts } from './texts.ts'

type Props = {
  label: string
  hint: ReactNode
  name: string
  value: string
  onValue: (value: string) => void
  /** From, to, step: then there is a slider too. */
  range?: [number, number, number]
  error: string | undefined
  /** Why it cannot be set now; what is set stays. */
  denied: string | undefined
}

/** A number, or nothing: the model's own. */
export function NumberField({ label, hint, name, value, onValue, range, error, denied }: Props) {
  const t = useTexts(parameterTexts)
  const [from = 0, to = 0, step = 1] = range ?? []
  const number = Number(value)
  const middle = (from + to) / 2
  return (
    <Field label={label} hint={denied ?? hint} error={denied ? undefined : error}>
      {(control) => (
        <div className="flex items-center gap-3">
          {range && (
            <input
              type="range"
              aria-label={label}
              min={from}
              max={to}
              step={step}
              disabled={denied !== undefined}
              value={value === '' || Number.isNaN(number) ? middle : number}
              data-unset={value === ''}
              onChange={(event) => onValue(event.target.value)}
              className="h-8 min-w-0 flex-1 accent-accent pointer-coarse:h-11 data-[unset=true]:opacity-40 disabled:opacity-30"
            />
          )}
          <span className={range ? 'relative w-36 shrink-0' : 'relative w-full'}>
            <TextInput
              {...control}
              name={name}
              inputMode="decimal"
              autoComplete="off"
              disabled={denied !== undefined}
              value={value}
              placeholder={t.unset}
              onChange={(event) => onValue(event.target.value)}
              className="pr-8 pointer-coarse:pr-11"
            />
            {value !== '' && !denied && (
              <IconButton
                icon={XIcon}
                size="small"
                label={t.clear(label)}
                onClick={() => onValue('')}
                className="absolute top-1/2 right-1 -translate-y-1/2 pointer-coarse:right-0"
              />
            )}
          </span>
        </div>
      )}
    </Field>
  )
}
