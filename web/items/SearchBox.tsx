import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { cx } from '../ui/classes.ts'
import { TextInput } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { SearchIcon, XIcon } from '../ui/icons.tsx'
import { Spinner } from '../ui/Spinner.tsx'
import { itemTexts } from './texts.ts'

/** A pause in typing, not each key, asks the server. */
const PAUSE_MS = 250
/** As many as the API takes. */
const MAX_LENGTH = 500

export type SearchBoxProps = { q: string; busy: boolean; onSearch: (q: string) => void; inputRef: RefObject<HTMLInputElement | null>; className?: string }

export function SearchBox({ q, busy, onSearch, inputRef, className }: SearchBoxProps) {
  const t = useTexts(itemTexts)
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
    inputRef.current?.focus()
  }

  return (
    <search className={cx('relative', className)}>
      <span className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3">{busy ? <Spinner /> : <SearchIcon />}</span>
      <TextInput
        ref={inputRef}
        name="q"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={MAX_LENGTH}
        value={value}
        aria-label={t.search}
        placeholder={t.searchShort}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') ask(value)
          if (event.key !== 'Escape') return
          if (value) clear()
          else event.currentTarget.blur()
        }}
        className="pr-9 pl-8.5"
      />
      {value && <IconButton icon={XIcon} label={t.clearSearch} size="small" onClick={clear} className="absolute top-1/2 right-1 -translate-y-1/2" />}
    </search>
  )
}
