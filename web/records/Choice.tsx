import type { ReactNode } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { cx } from '../ui/classes.ts'
import { CheckIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { recordTexts } from './texts.ts'

type ChoiceProps = { label: string; value: ReactNode; chosen: boolean; at?: string; onTake: () => void }

/** One of the sides of an edit that met another. */
export function Choice({ label, value, chosen, at, onTake }: ChoiceProps) {
  const t = useTexts(recordTexts)
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onTake}
      className={cx(
        'grid content-start gap-1 rounded-lg border p-3 text-left transition-colors',
        chosen ? 'border-accent bg-accent-soft' : 'border-line-2 hover:bg-hover',
      )}
    >
      <span className="flex items-center gap-2 text-sm text-ink-2">
        <span className="font-medium">{label}</span>
        {at && <Time at={at} className="text-xs" />}
        <CheckIcon className={cx('ml-auto', chosen ? 'text-accent' : 'invisible')} />
      </span>
      <span className="max-h-32 overflow-y-auto whitespace-pre-wrap">{value || <span className="text-ink-3">{t.conflict.empty}</span>}</span>
    </button>
  )
}
