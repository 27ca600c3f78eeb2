import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSearch } from 'wouter'
import { useTexts } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { chatTexts } from '../texts.ts'
import { showBranch } from '../tree/branchQueries.ts'
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
  // One that lies on another branch shows that.
  const client = useQueryClient()
  const handled = useRef<string | null>(null)
  const { targetHead, newest } = history
  const head = newest.data?.head_id
  useEffect(() => {
    if (sessionId === null || messageId === null || !targetHead || !head || handled.current === messageId) return
    handled.current = messageId
    if (targetHead !== head) showBranch(client, sessionId, messageId).catch(() => undefined)
  }, [client, sessionId, messageId, targetHead, head])
  return { ...history, messageId, /** Whether it is not known yet where to open. */ seeking: messageId !== null && !history.target && !gone }
}
