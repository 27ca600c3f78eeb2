import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { CheckIcon, CopyIcon, WarningIcon } from '../ui/icons.tsx'
import { chatTexts } from './texts.ts'

/** As long as it takes to see that it worked. */
const SHOWN_MS = 1_600

export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTexts(chatTexts)
  const [result, setResult] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (!result) return
    const timer = setTimeout(() => setResult(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [result])
  const icon = result === 'copied' ? CheckIcon : result === 'failed' ? WarningIcon : CopyIcon
  const name = result === 'copied' ? t.answer.copied : result === 'failed' ? t.answer.copyFailed : label
  return <IconButton icon={icon} label={name} size="small" onClick={() => void copy(text).then((done) => setResult(done ? 'copied' : 'failed'))} />
}

/** The clipboard's interface exists on https and localhost only; a workspace on a plain address of the local network has the old way. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    const before = document.activeElement
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}
