import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useDeferredValue, useState } from 'react'
import { ApiError, errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Metrics } from './Metrics.tsx'
import { dashboardQuery } from './queries.ts'
import { RecentItems, RecentMessages } from './Recent.tsx'
import { Trend } from './Trend.tsx'
import { dashboardTexts } from './texts.ts'
import { Welcome } from './Welcome.tsx'

// Where a workspace has no tiles, nobody waits for what draws them.
const Tiles = lazy(async () => ({ default: (await import('./tiles/Tiles.tsx')).Tiles }))

export function DashboardPage() {
  const t = useTexts(dashboardTexts)
  useTitle(t.title)
  const mayChange = useCan('collections:manage')
  const [adding, setAdding] = useState(false)
  const { data: newest, error, isFetching, refetch } = useQuery(dashboardQuery())
  // Deferred, the drawing of chart and lists is cut into slices too.
  const data = useDeferredValue(newest)
  const untouched = data?.items_total === 0 && data.chat_questions_total === 0
  return (
    <div className="mx-auto grid max-w-6xl gap-4 px-4 py-4 md:gap-5 md:px-6 md:py-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t.title}</h1>
        {mayChange && (
          <Button size="small" icon={<PlusIcon />} onClick={() => setAdding(true)}>
            {t.addTile}
          </Button>
        )}
      </div>
      {error && !data ? (
        <ErrorState
          text={errorMessage(error)}
          requestId={error instanceof ApiError ? error.requestId : null}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <>
          {untouched && <Welcome />}
          <Metrics data={data} />
          {(adding || (data !== undefined && data.tiles > 0)) && (
            <Suspense>
              <Tiles mayChange={mayChange} adding={adding} onAdded={() => setAdding(false)} />
            </Suspense>
          )}
          {data ? (
            <>
              <Trend days={data.trend} />
              <div className="grid gap-4 md:gap-5 lg:grid-cols-2">
                <RecentItems items={data.recent_items} />
                <RecentMessages messages={data.recent_messages} />
              </div>
            </>
          ) : (
            <>
              <Skeleton className="h-[16.5rem] w-full rounded-xl" />
              <div className="grid gap-4 md:gap-5 lg:grid-cols-2">
                <Skeleton className="h-80 w-full rounded-xl" />
                <Skeleton className="h-80 w-full rounded-xl" />
              </div>
            </>
          )}
        </>
      )}
    </div>
  )
}
