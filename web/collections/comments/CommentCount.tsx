import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { CommentIcon } from '../icons.tsx'
import { commentTexts } from './texts.ts'

/** How much was said of a row; by key it is read in the row's panel, where this leads. */
export function CommentCount({ count, onOpen }: { count: number; onOpen: () => void }) {
  const t = useTexts(commentTexts)
  const text = useFormats().number(count)
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t.count(text)}
      data-tip={t.count(text)}
      onClick={onOpen}
      className="ml-auto flex h-full shrink-0 items-center gap-0.5 pl-1 text-xs font-normal text-ink-3 tabular-nums hover:text-accent"
    >
      <CommentIcon size={13} />
      {text}
    </button>
  )
}
