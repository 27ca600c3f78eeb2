import { useTexts } from '../i18n/texts.ts'
import { Field, TextInput } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { daysBefore, today, type UsageSearch } from './search.ts'
import { usageTexts } from './texts.ts'

const lengths = [7, 30, 90, 365] as const

/** Some days up to today, or from one day to another. */
export function RangePicker({ search: { from, to }, change }: { search: UsageSearch; change: (changes: Partial<UsageSearch>) => void }) {
  const t = useTexts(usageTexts)
  const now = today()
  const length = to === now ? lengths.find((days) => from === daysBefore(to, days - 1)) : undefined
  return (
    <>
      <div className="max-sm:col-span-2">
        <Field label={t.range}>
          {(control) => (
            <Select
              {...control}
              value={String(length ?? 'own')}
              onChange={(value) => value !== 'own' && change({ from: daysBefore(now, Number(value) - 1), to: now })}
              options={[...lengths, 'own' as const].map((each) => ({ value: String(each), label: t.ranges[each], disabled: each === 'own' }))}
            />
          )}
        </Field>
      </div>
      <Field label={t.from}>
        {(control) => (
          <TextInput {...control} type="date" value={from} max={to} title={t.utc} onChange={({ target: { value } }) => value && change({ from: value })} />
        )}
      </Field>
      <Field label={t.to}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={to}
            min={from}
            max={now}
            title={t.utc}
            onChange={({ target: { value } }) => value && change({ to: value })}
          />
        )}
      </Field>
    </>
  )
}
