import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { cx } from './classes.ts'
import { TextInput } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { SearchIcon, XIcon } from './icons.tsx'
import { Spinner } from './Spinner.tsx'
import { uiTexts } from './texts.ts'

/** A pause in typing, not each key, asks the server. */
const PAUSE_MS = 250

export type SearchBoxProps = {
  q: string
  /** What is searched; `placeholder` says it shorter. */
  label: string
  placeholder: string
  /** As many characters as the API takes. */
  maxLength: number
  busy: boolean
  onSearch: (q: string) => void
  inputRef?: RefObject<HTMLInputElement | null>
  className?: string
}

export function SearchBox({ q, label, placeholder, maxLength, busy, onSearch, inputRef, className }: SearchBoxProps) {
  const t = useTexts(uiTexts)
  const own = useRef<HTMLInputElement>(null)
  const input = inputRef ?? own
  const [value, setValue] = useState(q)
  const asked = useRef(q)

  // The address may change by itself, as when going back; what was typed since then is kept otherwise.
  if (q !== asked.current) {
    asked.current = q
    if (q !== value.trim()) setValue(q)
  }

  const ask = (text: string) => {
    if (text.trim() === asked.current) return
    asked.current = text.trim()
    onSearch(text.trim())
  }
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    const timer = setTimeout(() => latest.current(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])

  const clear = () => {
    setValue('')
    ask('')
    input.current?.focus()
  }

  return (
    <search className={cx('relative', className)}>
      <span className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3">{busy ? <Spinner /> : <SearchIcon />}</span>
      <TextInput
        ref={input}
        name="q"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={maxLength}
        value={value}
        aria-label={label}
        placeholder={placeholder}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') ask(value)
          if (event.key !== 'Escape') return
          if (value) clear()
          else event.currentTarget.blur()
        }}
        className="pr-9 pl-8.5 pointer-coarse:pr-11"
      />
      {value && (
        <IconButton
          icon={XIcon}
          label={t.clearSearch}
          size="small"
          onClick={clear}
          className="absolute top-1/2 right-1 -translate-y-1/2 pointer-coarse:right-0"
        />
      )}
    </search>
  )
}
