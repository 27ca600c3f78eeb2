import { useEffect, useId, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { Button } from './Button.tsx'
import { copyText } from './copyText.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

/** As long as it takes to see that it worked. */
const SHOWN_MS = 1_600

/** A button that copies; it says whether that worked. */
export function CopyButton({ text, label, size = 'normal' }: { text: string; label?: string; size?: 'small' | 'normal' }) {
  const t = useTexts(uiTexts)
  const [result, setResult] = useState<'copied' | 'copyFailed' | null>(null)
  useEffect(() => {
    if (!result) return
    const timer = setTimeout(() => setResult(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [result])
  const copy = async () => setResult((await copyText(text)) ? 'copied' : 'copyFailed')
  return (
    <Button size={size} icon={result === 'copied' ? <CheckIcon /> : <CopyIcon />} onClick={() => void copy()}>
      <span aria-live="polite">{result ? t[result] : (label ?? t.copy)}</span>
    </Button>
  )
}

/** Something to copy, whole: a click or the focus selects all of it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          spellCheck={false}
          autoComplete="off"
          onFocus={(event) => event.target.select()}
          className="h-8 min-w-0 flex-1 rounded-md border border-line-2 bg-sunken px-2.5 font-mono text-sm text-ellipsis pointer-coarse:h-11"
        />
        <CopyButton text={value} />
      </div>
    </div>
  )
}
