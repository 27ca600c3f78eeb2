import { lazy, Suspense, useState } from 'react'
import { CHAT_SEARCH_MAX } from '#shared/chat-search.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { SearchBox } from '../../ui/SearchBox.tsx'
import { chatTexts } from '../texts.ts'
import { ListHeader } from './ListHeader.tsx'
import { SessionList } from './SessionList.tsx'
import { listTexts } from './texts.ts'
import { useListView } from './useListView.ts'

const SearchResults = lazy(async () => ({ default: (await import('./SearchResults.tsx')).SearchResults }))

export type PanelProps = { sessionId: string | null; onNew: () => void; onOpen?: () => void; onDeleted: (id: string) => void }

/** A new conversation, words to look for, and the conversations there are, or those that have the words. */
export function SessionPanel({ sessionId, onNew, onOpen, onDeleted }: PanelProps) {
  const t = useTexts(chatTexts)
  const l = useTexts(listTexts)
  const view = useListView()
  const [q, setQ] = useState('')
  const [searching, setSearching] = useState(false)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="grid shrink-0 gap-2 p-2.5 pb-1.5">
        <Button className="w-full" icon={<PlusIcon />} data-tip={t.sessions.newHint} onClick={onNew}>
          {t.sessions.new}
        </Button>
        <SearchBox q={q} label={l.search} placeholder={l.searchShort} maxLength={CHAT_SEARCH_MAX} busy={searching} onSearch={setQ} />
      </div>
      {q === '' ? (
        <>
          <ListHeader sessionId={sessionId} view={view} />
          <SessionList key={`${view.view} ${view.folder}`} view={view} sessionId={sessionId} onDeleted={onDeleted} {...(onOpen ? { onOpen } : {})} />
        </>
      ) : (
        <Suspense fallback={null}>
          <SearchResults q={q} onBusy={setSearching} {...(onOpen ? { onOpen } : {})} />
        </Suspense>
      )}
    </div>
  )
}
