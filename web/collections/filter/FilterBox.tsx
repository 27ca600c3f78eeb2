import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { FILTER_TEXT_MAX } from '#shared/filter.ts'
import { FilterError } from '#shared/parse-filter.ts'
import { ApiError, errorMessage } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { XIcon } from '../../ui/icons.tsx'
import type { Column } from '../columns.ts'
import { collectionTexts } from '../texts.ts'
import { readTree } from './tree.ts'

type Props = { columns: readonly Column[]; filter: string; failure: Error | null; onFilter: (filter: string) => void; onClose: () => void }

/** A filter as people write it, with its mistakes beneath, and the keys that it may name. */
export function FilterBox({ columns, filter, failure, onFilter, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(filter)
  const [mistake, setMistake] = useState('')
  const asked = useRef(filter)
  // The address may change by itself, as when going back.
  if (filter !== asked.current) {
    asked.current = filter
    setText(filter)
  }
  useEffect(() => input.current?.focus(), [])

  const apply = (written: string) => {
    const read = readTree(written)
    const wrong = 'mistake' in read ? read.mistake : null
    setMistake(wrong instanceof FilterError ? t.filterAt(wrong.at + 1, wrong.words[language]) : wrong ? t.filterAt(1, '{ … }') : '')
    if (wrong instanceof FilterError) input.current?.setSelectionRange(wrong.at, written.length)
    if (wrong) return
    asked.current = written.trim()
    onFilter(written.trim())
  }
  const insert = (key: string) => {
    const element = input.current
    const at = element?.selectionEnd ?? text.length
    const before = text.slice(0, at)
    setText(`${before}${before === '' || before.endsWith(' ') || before.endsWith('(') ? '' : ' '}${key} ${text.slice(at)}`)
    element?.focus()
  }
  const refused = failure instanceof ApiError && text.trim() === filter ? (failure.details[0]?.message ?? errorMessage(failure)) : ''
  const shown = mistake || refused
  return (
    <form
      className="grid gap-1.5"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        apply(text)
      }}
    >
      <div className="flex gap-2">
        <span className="relative min-w-0 flex-1">
          <TextInput
            ref={input}
            value={text}
            aria-label={t.filter}
            aria-invalid={shown ? true : undefined}
            aria-describedby={id}
            placeholder={t.filterPlaceholder}
            maxLength={FILTER_TEXT_MAX}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setText(event.target.value)
              setMistake('')
            }}
            onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && !event.nativeEvent.isComposing && filter === '' && onClose()}
            className="pr-9 font-mono text-sm pointer-coarse:pr-11"
          />
          {text && (
            <IconButton
              icon={XIcon}
              size="small"
              label={t.filterClear}
              onClick={() => {
                setText('')
                apply('')
                input.current?.focus()
              }}
              className="absolute top-1/2 right-1 -translate-y-1/2 pointer-coarse:right-0"
            />
          )}
        </span>
        <Button submit>{t.filterApply}</Button>
      </div>
      <p id={id} role={shown ? 'alert' : undefined} className={shown ? 'text-sm text-danger' : 'sr-only'}>
        {shown}
      </p>
      <p className="flex max-h-24 flex-wrap items-center gap-1 overflow-y-auto text-sm text-ink-3">
        {t.filterHint}
        {columns.map(({ key, name }) => (
          <button
            key={key}
            type="button"
            data-tip={name}
            onClick={() => insert(key)}
            className="rounded bg-hover px-1.5 font-mono text-xs text-ink-2 hover:text-ink pointer-coarse:min-h-11 pointer-coarse:px-3"
          >
            {key}
          </button>
        ))}
      </p>
    </form>
  )
}
