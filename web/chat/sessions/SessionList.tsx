import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { chatTexts } from '../texts.ts'
import { groupSessions } from './groupByDay.ts'
import { sessionsQuery } from './listQueries.ts'
import { RenameSession } from './RenameSession.tsx'
import { SessionRow } from './SessionRow.tsx'
import { listTexts } from './texts.ts'
import type { ListView } from './useListView.ts'
import { useSessionActions } from './useSessionActions.ts'

const MoveDialog = lazy(async () => ({ default: (await import('./MoveDialog.tsx')).MoveDialog }))
const ShareDialog = lazy(async () => ({ default: (await import('../share/ShareDialog.tsx')).ShareDialog }))
const PurgeDialog = lazy(async () => ({ default: (await import('./PurgeDialogs.tsx')).PurgeDialog }))

export type RowDialog = 'rename' | 'move' | 'share' | 'purge'
type Props = { view: ListView; sessionId: string | null; onOpen?: () => void; onDeleted: (id: string) => void }

export function SessionList({ view, sessionId, onOpen, onDeleted }: Props) {
  const t = useTexts(chatTexts)
  const l = useTexts(listTexts)
  const query = useInfiniteQuery(sessionsQuery(view))
  const actions = useSessionActions(onDeleted)
  const [open, setOpen] = useState<{ session: ChatSession; dialog: RowDialog } | null>(null)
  const sessions = query.data?.pages.flatMap((page) => page.sessions) ?? []
  const close = () => setOpen(null)

  if (query.isPending) return <ListSkeleton />
  if (query.isError && sessions.length === 0)
    return (
      <div role="alert" className="px-4 py-6 text-center text-sm text-ink-2">
        <p>{t.sessions.failed}</p>
        <p className="mt-1 text-ink-3">{errorMessage(query.error)}</p>
        <Button size="small" className="mt-3" busy={query.isFetching} onClick={() => void query.refetch()}>
          {t.history.retry}
        </Button>
      </div>
    )
  if (sessions.length === 0) {
    const empty = view.view === 'archived' ? l.emptyArchived : view.view === 'deleted' ? l.emptyDeleted : view.folder ? l.emptyFolder : t.sessions.empty
    return <p className="px-4 py-6 text-center text-sm text-ink-3">{empty}</p>
  }
  return (
    <nav aria-label={t.sessions.label} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-4">
      {view.view === 'deleted' && <p className="px-2 pb-2 text-xs text-ink-3">{l.keptFor}</p>}
      {groupSessions(sessions, new Date(query.dataUpdatedAt), view.view === 'deleted').map(({ group, sessions }) => (
        <section key={group} className="mb-3">
          <h3 className="px-2 pt-1 pb-1 text-xs font-medium text-ink-3">{group === 'pinned' ? l.pinned : t.sessions[group]}</h3>
          <ul>
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                view={view}
                current={session.id === sessionId}
                onOpen={onOpen}
                actions={actions}
                onDialog={(dialog) => setOpen({ session, dialog })}
              />
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage && (
        <Button size="small" tone="quiet" className="w-full" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.sessions.more}
        </Button>
      )}
      <Suspense fallback={null}>
        {open?.dialog === 'rename' && <RenameSession session={open.session} onClose={close} />}
        {open?.dialog === 'move' && <MoveDialog session={open.session} onClose={close} />}
        {open?.dialog === 'share' && <ShareDialog session={open.session} onClose={close} />}
        {open?.dialog === 'purge' && <PurgeDialog session={open.session} onClose={close} />}
      </Suspense>
    </nav>
  )
}

const ListSkeleton = () => (
  <div className="grid gap-2 px-4 py-2">
    {['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/4'].map((width) => (
      <Skeleton key={width} className={`h-5 ${width}`} />
    ))}
  </div>
)
