import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { IconButton } from './IconButton.tsx'
import { CheckIcon, WarningIcon, XIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type Toast = {
  text: string
  tone?: 'done' | 'failed'
  action?: { label: string; run: () => void }
}
type Shown = Toast & { id: number }

/** Time to read a line; with something to undo, time to notice and to reach it. */
const READ_MS = 4_000
const ACT_MS = 10_000
/** More would hide the page. */
const MAX_SHOWN = 3

let shown: Shown[] = []
let lastId = 0
const listeners = new Set<() => void>()
const set = (next: Shown[]) => {
  shown = next
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Tells of something that happened; gives back what takes the notice away again. */
export function toast(notice: Toast): () => void {
  lastId += 1
  const id = lastId
  set([...shown, { ...notice, id }].slice(-MAX_SHOWN))
  return () => dismiss(id)
}
const dismiss = (id: number) => set(shown.filter((notice) => notice.id !== id))

/** Where notices appear; rendered once by the shell. */
export function Toaster() {
  const notices = useSyncExternalStore(subscribe, () => shown)
  const t = useTexts(uiTexts)
  return (
    <section
      aria-label={t.notices}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-50 flex flex-col items-center gap-2 px-3 md:bottom-6"
    >
      {notices.map((notice) => (
        <Notice key={notice.id} {...notice} />
      ))}
    </section>
  )
}

function Notice({ id, text, tone = 'done', action }: Shown) {
  const [held, setHeld] = useState(false)
  const t = useTexts(uiTexts)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), action ? ACT_MS : READ_MS)
    return () => clearTimeout(timer)
  }, [held, id, action])
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="toast-in pointer-events-auto flex w-fit max-w-full items-center gap-2.5 rounded-lg bg-ink py-1.5 pr-1.5 pl-3.5 text-paper shadow-float"
    >
      {tone === 'done' ? <CheckIcon className="shrink-0 opacity-70" /> : <WarningIcon className="shrink-0" />}
      <span className="my-1 line-clamp-3 min-w-0 wrap-anywhere">{text}</span>
      {action && (
        <button
          type="button"
          className="shrink-0 rounded-md px-2.5 py-1 font-semibold underline decoration-current/40 underline-offset-4 hover:decoration-current pointer-coarse:py-3"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon={XIcon} label={t.close} size="small" className="text-paper/70 hover:bg-transparent hover:text-paper" onClick={() => dismiss(id)} />
    </div>
  )
}
