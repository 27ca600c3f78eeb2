import { useEffect, useState } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { ChevronRightIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'

type Props = {
  text: string
  /** While nothing else is said. */
  running: boolean
  /** How long it took, in milliseconds, once that is known. */
  took: number | null
}

/** What a model said to itself: there for who wants it, folded for who does not. */
export function Reasoning({ text, running, took }: Props) {
  const t = useTexts(chatTexts)
  const seconds = useSeconds(running)
  const spent = took === null ? seconds : Math.max(1, Math.round(took / 1000))
  return (
    <details className="group/reasoning mb-2">
      <summary className="inline-flex h-7 list-none pointer-coarse:h-11 items-center gap-1 rounded-md pr-2 text-sm text-ink-3 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRightIcon className="transition-transform group-open/reasoning:rotate-90" />
        {running ? t.answer.reasoningFor(seconds) : spent > 0 ? t.answer.reasonedFor(spent) : t.answer.reasoning}
      </summary>
      <p className="mt-1 ml-2 border-l-2 border-line pl-3 text-sm whitespace-pre-wrap text-ink-2">{text}</p>
    </details>
  )
}

/** Counts while it runs, from when this page saw it begin; then stands. */
function useSeconds(running: boolean): number {
  const [began] = useState(() => Date.now())
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setSeconds(Math.round((Date.now() - began) / 1000)), 1_000)
    return () => clearInterval(timer)
  }, [running, began])
  return seconds
}
