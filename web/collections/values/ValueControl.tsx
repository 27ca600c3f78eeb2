import { useId, useState } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { type ControlProps, TextArea, TextInput } from '../../ui/Field.tsx'
import { uiTexts } from '../../ui/texts.ts'
import type { Column } from '../columns.ts'
import { collectionTexts } from '../texts.ts'
import { type Draft, isList, isMultiple } from './draft.ts'
import { FilesControl } from './FilesControl.tsx'
import { OptionRow } from './OptionRow.tsx'
import { useOnceAnswered } from './useOnceAnswered.ts'
import { useOptions } from './useOptions.ts'

type Props = { control: ControlProps; column: Column; draft: Draft; first?: boolean; counts?: ReadonlyMap<string, string>; onChange: (draft: Draft) => void }

const keyboards = { number: 'decimal', currency: 'decimal', url: 'url', email: 'email' } as const
const keyboardOf = (type: string) => Object.entries(keyboards).find(([of]) => of === type)?.[1] ?? 'text'

/** What a value is written with in a form. */
export function ValueControl({ control, column, draft, first = false, counts, onChange }: Props) {
  const t = useTexts(collectionTexts)
  const text = (value: string) => onChange({ ...draft, text: value })
  const focus = first ? { 'data-autofocus': true } : {}
  if (column.type === 'attachment') return <FilesControl control={control} column={column} draft={draft} first={first} onChange={onChange} />
  if (isList(column)) return <OptionList control={control} column={column} draft={draft} counts={counts} focus={focus} onChange={onChange} />
  if (column.type === 'long_text')
    return (
      <TextArea
        {...control}
        {...focus}
        rows={5}
        className="field-sizing-content max-h-80 min-h-28"
        value={draft.text}
        onChange={(event) => text(event.target.value)}
      />
    )
  if (column.type === 'checkbox')
    return (
      <span className="flex h-8 items-center pointer-coarse:h-11">
        <Checkbox {...control} {...focus} label={column.name} checked={draft.text === 'true'} onChange={(event) => text(String(event.target.checked))} />
      </span>
    )
  if (column.type === 'date') return <TextInput {...control} {...focus} type="date" value={draft.text} onChange={(event) => text(event.target.value)} />
  if (column.type === 'date_time')
    return (
      <TextInput
        {...control}
        {...focus}
        type="datetime-local"
        value={draft.text.replace(' ', 'T')}
        onChange={(event) => text(event.target.value.replace('T', ' '))}
      />
    )
  return (
    <TextInput
      {...control}
      {...focus}
      inputMode={keyboardOf(column.type)}
      autoComplete="off"
      placeholder={column.builtIn === 'name' ? t.builtIn.name : undefined}
      value={draft.text}
      onChange={(event) => text(event.target.value)}
    />
  )
}

type ListProps = Omit<Props, 'first' | 'counts'> & { counts: Props['counts']; focus: object }

function OptionList({ control, column, draft, counts, focus, onChange }: ListProps) {
  const t = useTexts(collectionTexts)
  const u = useTexts(uiTexts)
  const id = useId()
  const [at, setAt] = useState(0)
  const { options, pending } = useOptions(column, draft.text, draft.picks)
  const pick = (picked: string) => {
    const there = draft.picks.includes(picked)
    const rest = draft.picks.filter((one) => one !== picked)
    onChange({ text: '', picks: there ? rest : isMultiple(column) ? [...draft.picks, picked] : [picked] })
  }
  const active = options[at]
  const [enter, forgetEnter] = useOnceAnswered(pending, () => active && pick(active.id))
  return (
    <div className="grid gap-1">
      <TextInput
        {...control}
        {...focus}
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={active ? `${id}-${at}` : undefined}
        autoComplete="off"
        placeholder={t.searchShort}
        value={draft.text}
        onChange={(event) => {
          onChange({ ...draft, text: event.target.value })
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          forgetEnter()
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, options.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
          else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) enter()
          else return
          event.preventDefault()
        }}
      />
      <div
        id={id}
        role="listbox"
        aria-label={column.name}
        aria-multiselectable={isMultiple(column)}
        className="max-h-56 overflow-y-auto rounded-md border border-line p-1"
      >
        {options.map((option, place) => (
          <OptionRow
            key={option.id}
            id={`${id}-${place}`}
            option={option}
            count={counts?.get(option.id)}
            plain={column.type === 'person' || column.type === 'relation'}
            active={place === at}
            picked={draft.picks.includes(option.id)}
            onPoint={() => setAt(place)}
            onPick={() => pick(option.id)}
          />
        ))}
      </div>
      {options.length === 0 && <p className="px-2 text-sm text-ink-3">{pending ? u.loading : t.nothingFound}</p>}
    </div>
  )
}
