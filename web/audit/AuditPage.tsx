import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { Forbidden } from '../permissions/Forbidden.tsx'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { SearchIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Entries } from './Entries.tsx'
import { Filters } from './Filters.tsx'
import { ClockIcon } from './icons.tsx'
import { entriesQuery } from './queries.ts'
import { nothing, useAuditSearch } from './search.ts'
import { Toolbar } from './Toolbar.tsx'
import { auditTexts } from './texts.ts'
import { Verification } from './Verification.tsx'

/** What happened in the workspace, for whoever may know. */
export function AuditPage() {
  const t = useTexts(auditTexts)
  useTitle(t.title)
  return useCan('audit:read') ? <Log /> : <Forbidden permission="audit:read" />
}

function Log() {
  const t = useTexts(auditTexts)
  const { search, change } = useAuditSearch()
  const list = useInfiniteQuery(entriesQuery(search))
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? []
  const filtered = Object.values(search).some(Boolean)

  // A page may have looked for long and found nothing, and yet not be at the end.
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const looking = entries.length === 0 && hasNextPage && !isFetchNextPageError
  useEffect(() => {
    if (looking && !isFetching) void fetchNextPage()
  }, [looking, isFetching, fetchNextPage])

  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 gap-4 px-4 py-4 md:px-6 md:py-5">
      <Toolbar search={search} onRefresh={() => void list.refetch()} refreshing={list.isRefetching && !list.isFetchingNextPage} />
      <Verification />
      <Filters search={search} change={change} busy={list.isPlaceholderData} entries={entries} />
      {list.isPending || looking ? (
        <>
          {looking && <p className="text-sm text-ink-3">{t.looking}</p>}
          <ListToBe framed />
        </>
      ) : list.isError && entries.length === 0 ? (
        <QueryFailed query={list} />
      ) : entries.length === 0 ? (
        filtered ? (
          <EmptyState icon={SearchIcon} title={t.none} text={t.noneText} action={<Button onClick={() => change(nothing)}>{t.clear}</Button>} />
        ) : (
          <EmptyState icon={ClockIcon} title={t.empty} />
        )
      ) : (
        <Entries entries={entries} stale={list.isPlaceholderData} change={change} />
      )}
      {entries.length > 0 && (
        <div className="flex min-h-10 items-center justify-center gap-3 text-sm text-ink-3">
          {isFetchNextPageError && <span role="alert">{t.moreFailed}</span>}
          {hasNextPage ? (
            <Button busy={list.isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {list.isFetchingNextPage ? t.looking : t.more}
            </Button>
          ) : (
            <p>{t.end}</p>
          )}
        </div>
      )}
    </div>
  )
}
