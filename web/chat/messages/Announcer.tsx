import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { liveQuery } from '../queries.ts'
import { chatTexts } from '../texts.ts'
import { lastSentenceEnd, speakable } from './speakable.ts'

/** A screen reader takes about this long for a sentence or two; more often it would only interrupt itself. */
const EVERY_MS = 4_000

type Props = { sessionId: string | null; running: boolean; newest: ChatMessage | undefined }

/** Reads an answer out politely: whole sentences, some at a time, then the rest and how it ended. */
export function Announcer({ sessionId, running, newest }: Props) {
  const t = useTexts(chatTexts)
  const [said, say] = useState('')
  const spoken = useRef(0)
  const client = useQueryClient()

  const goOn = useEffectEvent(() => {
    const text = client.getQueryData(liveQuery(sessionId).queryKey)?.text ?? ''
    const end = lastSentenceEnd(text)
    if (end <= spoken.current) return
    say(speakable(text.slice(spoken.current, end), t.markdown.code))
    spoken.current = end
  })
  const end = useEffectEvent(() => {
    if (newest?.role !== 'assistant' || newest.status === 'running') return
    const how = newest.error?.message ?? (newest.status === 'complete' ? t.answer.done : newest.status === 'stopped' ? t.answer.stopped : t.answer.interrupted)
    say(`${speakable(newest.content.slice(spoken.current), t.markdown.code)} ${how}`.trim())
  })
  const begin = useEffectEvent(() => {
    spoken.current = 0
    say(t.answer.started)
  })
  useEffect(() => {
    if (!running) return
    const first = setTimeout(begin)
    const timer = setInterval(goOn, EVERY_MS)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [running])
  const was = useRef(false)
  useEffect(() => {
    if (was.current && !running) end()
    was.current = running
  }, [running])

  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  )
}
