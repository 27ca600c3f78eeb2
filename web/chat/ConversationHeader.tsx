import { useTexts } from '../i18n/texts.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { PlusIcon, SidebarIcon } from '../ui/icons.tsx'
import { LateCost } from './cost/LateCost.tsx'
import { preloadPanel } from './drawing.ts'
import { chatTexts } from './texts.ts'

type Props = { title: string | null; sessionId: string | null; running: boolean; onNew: () => void; onList: () => void }

export function ConversationHeader({ title, sessionId, running, onNew, onList }: Props) {
  const t = useTexts(chatTexts)
  return (
    <header className="flex h-11 shrink-0 pointer-coarse:h-12 items-center gap-1 border-b border-line px-2 lg:px-4">
      <IconButton className="lg:hidden" icon={SidebarIcon} label={t.sessions.open} onPointerEnter={preloadPanel} onFocus={preloadPanel} onClick={onList} />
      <h1 className="min-w-0 flex-1 truncate px-1 font-semibold">{title || t.sessions.new}</h1>
      {sessionId && <LateCost sessionId={sessionId} running={running} />}
      <IconButton className="lg:hidden" icon={PlusIcon} label={t.sessions.new} onClick={onNew} />
    </header>
  )
}
