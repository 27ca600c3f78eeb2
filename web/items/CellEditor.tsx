import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { CreateItem, type Item, type UpdateItem } from '#shared/items.ts'
import { useLanguage } from '../i18n/language.ts'
import { useTexts } from '../i18n/texts.ts'
import { fieldErrors } from '../i18n/validation.ts'
import { cx } from '../ui/classes.ts'
import type { EditableField } from './columns.ts'
import { useKeepForm } from './keepForm.ts'
import { itemTexts } from './texts.ts'

/** Where the cursor goes after the edit. */
export type Leave = 'stay' | 'next' | 'previous' | 'elsewhere'
export type CellEditorProps = { item: Item; field: EditableField; onSave: (changes: UpdateItem) => void; onLeave: (leave: Leave) => void }

/** Room below the cell that an editor of some lines wants; with less it grows upwards. */
const ROOM_PX = 180

/** A cell while it is written in. Enter saves, Shift+Enter begins a line in a description, Tab saves and goes on, Escape takes all back. */
export function CellEditor({ item, field, onSave, onLeave }: CellEditorProps) {
  const t = useTexts(itemTexts)
  const language = useLanguage()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const left = useRef(false)
  const [value, setValue] = useState(item[field] ?? '')
  const [error, setError] = useState<string>()
  useKeepForm(item.id, value === (item[field] ?? '') ? null : { [field]: value })
  const [upwards, setUpwards] = useState(false)

  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    setUpwards(document.documentElement.clientHeight - element.getBoundingClientRect().top < ROOM_PX)
  }, [])

  const leave = (to: Leave) => {
    left.current = true
    onLeave(to)
  }

  const save = (to: Leave) => {
    if (left.current) return
    const written = field === 'name' ? value.trim() : value.trim() === '' ? null : value
    const parsed = CreateItem.shape[field].safeParse(written)
    if (!parsed.success) return setError(fieldErrors(parsed.error, language)[''])
    if (written !== item[field]) onSave({ [field]: written })
    leave(to)
  }

  const key = (event: KeyboardEvent) => {
    event.stopPropagation()
    // Enter and Escape then belong to the input method, which is choosing characters.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') leave('stay')
    else if (event.key === 'Tab') save(event.shiftKey ? 'previous' : 'next')
    else if (event.key === 'Enter' && !(event.shiftKey && field === 'description')) save('stay')
    else return
    event.preventDefault()
  }

  return (
    <div
      className={cx(
        'absolute inset-x-0 z-20 overflow-hidden rounded-md bg-surface shadow-float outline-2 outline-solid',
        upwards ? 'bottom-0' : 'top-0',
        error ? 'outline-danger' : 'outline-accent',
      )}
    >
      <textarea
        ref={area}
        rows={1}
        value={value}
        aria-label={t.fields[field]}
        aria-invalid={error ? true : undefined}
        aria-describedby={id}
        onChange={(event) => {
          setValue(event.target.value)
          setError(undefined)
        }}
        onKeyDown={key}
        onBlur={() => save('elsewhere')}
        className="block field-sizing-content max-h-60 w-full resize-none px-2.5 pt-[9px] pb-1.5 outline-none"
      />
      <p id={id} aria-live="polite" className={cx('px-2.5 pb-1.5 text-xs', error ? 'text-danger' : 'text-ink-3')}>
        {error ?? t.editHint}
      </p>
    </div>
  )
}
