import { useQuery } from '@tanstack/react-query'
import type { Collection } from '#shared/collections.ts'
import { DECIMALS_MAX, type FieldType, fieldTypes } from '#shared/fields.ts'
import { useTexts } from '../../i18n/texts.ts'
import { collectionsQuery } from '../../records/collections.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { collectionTexts } from '../texts.ts'
import { ChoicesEditor } from './ChoicesEditor.tsx'
import { FormulaEditor } from './FormulaEditor.tsx'
import { canBeMany, currencies, type FieldDraft, isChosen, isCounted } from './fieldForm.ts'
import { formulaTexts } from './formulaTexts.ts'

type Props = {
  /** Whose field it is or will be, and which. */
  of: { collection: Collection; key?: string }
  draft: FieldDraft
  errors: Record<string, string>
  types: readonly FieldType[]
  /** Where it leads to stays. */
  fixed: boolean
  onChange: (changes: Partial<FieldDraft>) => void
}

/** Name, type, and what fields of that type can be told. */
export function FieldEditor({ of, draft, errors, types, fixed, onChange }: Props) {
  const t = useTexts(collectionTexts)
  const s = t.settings
  const f = useTexts(formulaTexts)
  const { type } = draft
  const { data: collections = [] } = useQuery({ ...collectionsQuery(), enabled: type === 'relation' })
  return (
    <>
      <Field label={t.fieldName} error={errors.name || undefined}>
        {(control) => (
          <TextInput {...control} data-autofocus autoComplete="off" value={draft.name} onChange={(event) => onChange({ name: event.target.value })} />
        )}
      </Field>
      <Field label={t.fieldType} error={errors.type || undefined}>
        {(control) => (
          <Select
            {...control}
            value={type}
            onChange={(value) => onChange({ type: fieldTypes.find((one) => one === value) ?? 'text' })}
            disabled={types.length === 1}
            options={types.map((value) => ({ value, label: t.types[value] }))}
          />
        )}
      </Field>
      {type === 'formula' && (
        <>
          <FormulaEditor
            collection={of.collection}
            fieldKey={of.key}
            formula={draft.formula}
            shown={{
              ...(draft.money === '' ? {} : { currency: draft.money }),
              ...(draft.decimals === '' ? {} : { decimals: Number(draft.decimals) }),
            }}
            error={errors.formula || undefined}
            onChange={(formula) => onChange({ formula })}
          />
          <Field label={f.shownAs} error={errors.currency || undefined}>
            {(control) => (
              <Select
                {...control}
                value={draft.money}
                onChange={(money) => onChange({ money })}
                options={[{ value: '', label: f.plain }, ...currencies.map((value) => ({ value, label: value }))]}
              />
            )}
          </Field>
        </>
      )}
      {(type === 'number' || (type === 'formula' && draft.money === '')) && (
        <Field label={s.decimals} error={errors.decimals || undefined}>
          {(control) => (
            <Select
              {...control}
              value={draft.decimals}
              onChange={(decimals) => onChange({ decimals })}
              options={[
                { value: '', label: s.anyDecimals },
                ...Array.from({ length: DECIMALS_MAX + 1 }, (_, count) => ({ value: String(count), label: String(count) })),
              ]}
            />
          )}
        </Field>
      )}
      {type === 'currency' && (
        <Field label={s.currency} error={errors.currency || undefined}>
          {(control) => (
            <Select
              {...control}
              value={draft.currency}
              onChange={(currency) => onChange({ currency })}
              options={currencies.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
      )}
      {isCounted(type) && (
        <div className="grid grid-cols-2 gap-3">
          {(['min', 'max'] as const).map((bound) => (
            <Field key={bound} label={s[bound]} optional error={errors[bound] || undefined}>
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="decimal"
                  autoComplete="off"
                  value={draft[bound]}
                  onChange={(event) => onChange({ [bound]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      {isChosen(type) && <ChoicesEditor choices={draft.choices} error={errors.choices || undefined} onChange={(choices) => onChange({ choices })} />}
      {type === 'relation' && (
        <Field label={s.collection} error={errors.collection || undefined}>
          {(control) => (
            <Select
              {...control}
              value={draft.collection}
              disabled={fixed}
              onChange={(collection) => onChange({ collection })}
              options={[{ value: '', label: s.choose, disabled: true }, ...collections.map(({ slug, name }) => ({ value: slug, label: name }))]}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {canBeMany(type) && <Tick label={s.multiple} checked={draft.multiple} onChange={(multiple) => onChange({ multiple })} />}
        {type !== 'formula' && <Tick label={s.required} checked={draft.required} onChange={(required) => onChange({ required })} />}
      </div>
    </>
  )
}

const Tick = ({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) => (
  // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the box has the name too
  <label className="flex items-center gap-2 pointer-coarse:min-h-11">
    <Checkbox label={label} checked={checked} onChange={(event) => onChange(event.target.checked)} />
    {label}
  </label>
)
