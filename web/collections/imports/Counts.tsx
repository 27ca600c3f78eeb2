import type { Import } from '#shared/imports.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { importTexts } from './texts.ts'

/** What became of the rows of a file so far. */
export function Counts({ one, large = false }: { one: Import; large?: boolean }) {
  const t = useTexts(importTexts)
  const formats = useFormats()
  return (
    <dl className={cx('flex flex-wrap gap-x-6 gap-y-2', !large && 'gap-x-4 text-sm text-ink-2')}>
      {(['created', 'updated', 'unchanged', 'refused'] as const).map((what) => (
        <div key={what} className={cx('flex flex-row-reverse items-baseline gap-1.5', what === 'refused' && one.refused > 0 && 'text-danger')}>
          <dt className={cx(large && 'text-sm text-ink-3')}>{t.counts[what]}</dt>
          <dd className={cx('tabular-nums', large && 'text-2xl font-semibold')}>{formats.number(one[what])}</dd>
        </div>
      ))}
    </dl>
  )
}
