import { lazy, Suspense, useMemo, useState } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { chatTexts } from '../texts.ts'
import { groupSessions } from './groupByDay.ts'
import { ListSkeleton } from './ListSkeleton.tsx'
import { More } from './More.tsx'
import { RenameSession } from './RenameSession.tsx'
import { SessionRow } from './SessionRow.tsx'
import { SessionRows } from './SessionRows.tsx'
import { listTexts } from './texts.ts'
import type { ListView } from './useListView.ts'
import { useSessionActions } from './useSessionActions.ts'
import { useSessions } from './useSessions.ts'

const MoveDialog = lazy(async () => ({ default: (await import('./MoveDialog.tsx')).MoveDialog }))
const ShareDialog = lazy(async () => ({ default: (await import('../share/ShareDialog.tsx')).ShareDialog }))
const PurgeDialog = lazy(async () => ({ default: (await import('./PurgeDialogs.tsx')).PurgeDialog }))

export type RowDialog = 'rename' | 'move' | 'share' | 'purge'
type Props = { view: ListView; sessionId: string | null; onOpen?: () => void; onDeleted: (id: string) => void }

export function SessionList({ view, sessionId, onOpen, onDeleted }: Props) {
  const t = useTexts(chatTexts)
  const l = useTexts(listTexts)
  const query = useSessions(view)
  const actions = useSessionActions(onDeleted)
  const [open, setOpen] = useState<{ session: ChatSession; dialog: RowDialog } | null>(null)
  const { data, dataUpdatedAt } = query
  const groups = useMemo(() => {
    // What has moved since a page was read may be in another one as well.
    const sessions = new Map(data?.pages.flatMap((page) => page.sessions.map((session) => [session.id, session])))
    return groupSessions([...sessions.values()], new Date(dataUpdatedAt), view.view === 'deleted')
  }, [data, dataUpdatedAt, view.view])
  const close = () => setOpen(null)

  if (query.isPending) return <ListSkeleton />
  if (query.isError && groups.length === 0)
    return (
      <div role="alert" className="px-4 py-6 text-center text-sm text-ink-2">
        <p>{t.sessions.failed}</p>
        <p className="mt-1 text-ink-3">{errorMessage(query.error)}</p>
        <Button size="small" className="mt-3" busy={query.isFetching} onClick={() => void query.refetch()}>
          {t.history.retry}
        </Button>
      </div>
    )
  if (groups.length === 0) {
    const empty = view.view === 'archived' ? l.emptyArchived : view.view === 'deleted' ? l.emptyDeleted : view.folder ? l.emptyFolder : t.sessions.empty
    return <p className="px-4 py-6 text-center text-sm text-ink-3">{empty}</p>
  }
  return (
    <>
      {view.view === 'deleted' && <p className="shrink-0 px-4.5 pb-2 text-xs text-ink-3">{l.keptFor}</p>}
      <SessionRows
        name={`${view.view} ${view.folder}`}
        groups={groups}
        complete={!query.hasNextPage}
        draw={(session, place) => (
          <SessionRow
            key={session.id}
            session={session}
            view={view}
            current={session.id === sessionId}
            onOpen={onOpen}
            actions={actions}
            onDialog={(dialog) => setOpen({ session, dialog })}
            {...place}
          />
        )}
        end={(byTab) => (
          <>
            <More query={query} label={t.sessions.more} failed={t.sessions.moreFailed} still={byTab} />
            <Suspense fallback={null}>
              {open?.dialog === 'rename' && <RenameSession session={open.session} onClose={close} />}
              {open?.dialog === 'move' && <MoveDialog session={open.session} onClose={close} />}
              {open?.dialog === 'share' && <ShareDialog session={open.session} onClose={close} />}
              {open?.dialog === 'purge' && <PurgeDialog session={open.session} onClose={close} />}
            </Suspense>
          </>
        )}
      />
    </>
  )
}
