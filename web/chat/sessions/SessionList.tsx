import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { sessionsQuery } from '../queries.ts'
import { chatTexts } from '../texts.ts'
import { DeleteSession } from './DeleteSession.tsx'
import { groupByDay } from './groupByDay.ts'
import { RenameSession } from './RenameSession.tsx'
import { SessionRow } from './SessionRow.tsx'

type Props = { sessionId: string | null; onOpen?: () => void; onDeleted: (id: string) => void }

export function SessionList({ sessionId, onOpen, onDeleted }: Props) {
  const t = useTexts(chatTexts)
  const query = useInfiniteQuery(sessionsQuery)
  const [renaming, setRenaming] = useState<ChatSession | null>(null)
  const [deleting, setDeleting] = useState<ChatSession | null>(null)
  const sessions = query.data?.pages.flatMap((page) => page.sessions) ?? []

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
  if (sessions.length === 0) return <p className="px-4 py-6 text-center text-sm text-ink-3">{t.sessions.empty}</p>
  return (
    <nav aria-label={t.sessions.label} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-4">
      {groupByDay(sessions, new Date(query.dataUpdatedAt)).map(({ group, sessions }) => (
        <section key={group} className="mb-3">
          <h3 className="px-2 pt-1 pb-1 text-xs font-medium text-ink-3">{t.sessions[group]}</h3>
          <ul>
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                current={session.id === sessionId}
                onOpen={onOpen}
                onRename={() => setRenaming(session)}
                onDelete={() => setDeleting(session)}
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
      {renaming && <RenameSession session={renaming} onClose={() => setRenaming(null)} />}
      {deleting && <DeleteSession session={deleting} onClose={() => setDeleting(null)} onDeleted={onDeleted} />}
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
