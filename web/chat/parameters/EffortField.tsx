import { Effort, efforts } from '#shared/chat-settings.ts'
import type { ChatModel } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { takes } from './formValues.ts'
import { parameterTexts } from './texts.ts'

type Props = { model: ChatModel | undefined; value: string; onChange: (value: string) => void; error: string | undefined }

/** The efforts that the model knows; of one of which nothing is known, all. One that was set for another model stays and says so. */
export function EffortField({ model, value, onChange, error }: Props) {
  const t = useTexts(parameterTexts)
  const name = model?.name ?? ''
  const reasons = takes(model, 'reasoning_effort')
  const known: readonly Effort[] = model?.reasoning?.efforts ?? efforts
  const standard = model?.reasoning?.default_effort
  const set = Effort.safeParse(value).data
  const options = efforts.filter((effort) => known.includes(effort) || effort === set)
  const hint = !reasons ? t.noReasoning(name) : set && !known.includes(set) ? t.effortUnsupported(name) : t.effortHint
  return (
    <Field label={t.effort} hint={hint} error={error}>
      {(control) => (
        <Select
          {...control}
          name="reasoning_effort"
          disabled={!reasons}
          value={value}
          onChange={onChange}
          className="w-full"
          options={[
            { value: '', label: standard ? t.ownIs(t.efforts[standard]) : t.own },
            ...options.map((effort) => ({ value: effort, label: t.efforts[effort] })),
          ]}
        />
      )}
    </Field>
  )
}
