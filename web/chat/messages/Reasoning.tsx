import { useTexts } from '../../i18n/texts.ts'
import { ChevronRightIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'

/** What a model said to itself: there for who wants it, folded for who does not. */
export function Reasoning({ text, running }: { text: string; running: boolean }) {
  const t = useTexts(chatTexts)
  return (
    <details className="group/reasoning mb-2">
      <summary className="inline-flex h-7 list-none items-center gap-1 rounded-md pr-2 text-sm text-ink-3 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRightIcon className="transition-transform group-open/reasoning:rotate-90" />
        {running ? t.answer.reasoningNow : t.answer.reasoning}
      </summary>
      <p className="mt-1 ml-2 border-l-2 border-line pl-3 text-sm whitespace-pre-wrap text-ink-2">{text}</p>
    </details>
  )
}
