import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { copyText } from '../ui/copyText.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { CheckIcon, CopyIcon, WarningIcon } from '../ui/icons.tsx'
import { chatTexts } from './texts.ts'

/** As long as it takes to see that it worked. */
const SHOWN_MS = 1_600

/** `text` may be made when it is wanted. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const t = useTexts(chatTexts)
  const [result, setResult] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (!result) return
    const timer = setTimeout(() => setResult(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [result])
  const icon = result === 'copied' ? CheckIcon : result === 'failed' ? WarningIcon : CopyIcon
  const name = result === 'copied' ? t.answer.copied : result === 'failed' ? t.answer.copyFailed : label
  return (
    <IconButton
      icon={icon}
      label={name}
      size="small"
      onClick={() => void copyText(typeof text === 'string' ? text : text()).then((done) => setResult(done ? 'copied' : 'failed'))}
    />
  )
}
