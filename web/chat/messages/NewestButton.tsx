import { useTexts } from '../../i18n/texts.ts'
import { ArrowDownIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'

/** Where the reader is away from the end: the way there, and what has come there meanwhile. */
export function NewestButton({ unread, writing, onClick }: { unread: number; writing: boolean; onClick: () => void }) {
  const t = useTexts(chatTexts)
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-2 bg-surface pr-3.5 pl-2.5 text-sm text-ink-2 shadow-float hover:bg-hover hover:text-ink pointer-coarse:h-11"
    >
      <ArrowDownIcon size={14} />
      {unread > 0 && t.history.unread(unread)}
      <span className={unread > 0 ? 'sr-only' : undefined}>{t.history.newest}</span>
      {writing && unread === 0 && <span className="chat-pulse size-1.5 rounded-full bg-accent" />}
    </button>
  )
}
