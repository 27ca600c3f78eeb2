import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { writingTexts } from './texts.ts'
import type { Progress } from './useWriting.ts'

/** How far a long writing is; over the rows, so that none of them moves. */
export function WritingBar({ progress: { done, total, stop } }: { progress: Progress }) {
  const t = useTexts(writingTexts)
  const formats = useFormats()
  const text = t.working(formats.number(done), formats.number(total))
  return (
    <div className="absolute inset-x-3 bottom-5 z-40 mx-auto flex max-w-md items-center gap-3 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float">
      <span role="status" className="min-w-0 flex-1 text-sm text-ink-2 tabular-nums">
        {text}
      </span>
      <progress aria-label={text} value={done} max={total} className="w-24 accent-accent sm:w-40" />
      <Button size="small" onClick={stop}>
        {t.stop}
      </Button>
    </div>
  )
}
