import { useEffect } from 'react'
import { useSearch } from 'wouter'
import { useTexts } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { chatTexts } from '../texts.ts'
import { useHistory } from './useHistory.ts'

/** The conversation, and which of its messages the address names: `?message=` is where a search result or a copied link leads. */
export function useTarget(sessionId: string | null) {
  const t = useTexts(chatTexts)
  const messageId = new URLSearchParams(useSearch()).get('message')
  const history = useHistory(sessionId, messageId)
  const gone = messageId !== null && history.targetFailed
  useEffect(() => {
    if (gone) toast({ text: t.history.gone, tone: 'failed' })
  }, [gone, t])
  return { ...history, messageId, /** Whether it is not known yet where to open. */ seeking: messageId !== null && !history.target && !gone }
}
