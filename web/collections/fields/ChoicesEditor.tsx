import { useId, useRef } from 'react'
import { choiceColors, FIELD_CHOICES_MAX } from '#shared/fields.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PlusIcon, XIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { collectionTexts } from '../texts.ts'
import { Chip } from '../values/Chip.tsx'
import { type ChoiceDraft, newChoice } from './fieldForm.ts'

type Props = { choices: ChoiceDraft[]; error: string | undefined; onChange: (choices: ChoiceDraft[]) => void }

/** What can be chosen, each in its colour. Enter in one begins the next. */
export function ChoicesEditor({ choices, error, onChange }: Props) {
  const t = useTexts(collectionTexts)
  const id = useId()
  const list = useRef<HTMLFieldSetElement>(null)
  const change = (key: number, changes: Partial<ChoiceDraft>) => onChange(choices.map((choice) => (choice.key === key ? { ...choice, ...changes } : choice)))
  const add = () => {
    if (choices.length >= FIELD_CHOICES_MAX) return
    onChange([...choices, newChoice(Math.max(0, ...choices.map(({ key }) => key)) + 1)])
    requestAnimationFrame(() => [...(list.current?.querySelectorAll('input') ?? [])].at(-1)?.focus())
  }
  return (
    <fieldset ref={list} aria-describedby={error ? id : undefined} className="grid gap-1.5">
      <legend className="mb-1 text-sm font-medium text-ink-2">{t.settings.choices}</legend>
      {choices.map(({ key, label, color }, at) => {
        const name = label || t.settings.choice(at + 1)
        return (
          <div key={key} className="flex items-center gap-1.5">
            <Menu
              label={t.settings.color(name)}
              items={choiceColors.map((one) => ({ label: t.colors[one], checked: one === color, onSelect: () => change(key, { color: one }) }))}
              trigger={(props) => (
                <button
                  type="button"
                  aria-label={t.settings.color(name)}
                  data-tip={t.colors[color]}
                  className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-hover pointer-coarse:size-11"
                  {...props}
                >
                  <Chip color={color}>{t.colors[color].slice(0, 1)}</Chip>
                </button>
              )}
            />
            <TextInput
              value={label}
              aria-label={t.settings.choice(at + 1)}
              aria-invalid={error ? true : undefined}
              autoComplete="off"
              onChange={(event) => change(key, { label: event.target.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
                event.preventDefault()
                add()
              }}
            />
            <IconButton icon={XIcon} label={t.settings.removeChoice(name)} onClick={() => onChange(choices.filter((choice) => choice.key !== key))} />
          </div>
        )
      })}
      <Button size="small" className="w-fit" icon={<PlusIcon />} onClick={add}>
        {t.settings.addChoice}
      </Button>
      {error && (
        <p id={id} role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </fieldset>
  )
}
