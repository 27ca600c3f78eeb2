import { useTexts } from '../i18n/texts.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { PlusIcon, SidebarIcon } from '../ui/icons.tsx'
import { chatTexts } from './texts.ts'

export function ConversationHeader({ title, onNew, onList }: { title: string | null; onNew: () => void; onList: () => void }) {
  const t = useTexts(chatTexts)
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line px-2 lg:px-4">
      <IconButton className="lg:hidden" icon={SidebarIcon} label={t.sessions.open} onClick={onList} />
      <h1 className="min-w-0 flex-1 truncate px-1 font-semibold">{title || t.sessions.new}</h1>
      <IconButton className="lg:hidden" icon={PlusIcon} label={t.sessions.new} onClick={onNew} />
    </header>
  )
}
