import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { ApiError, errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useTitle } from '../title.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Metrics } from './Metrics.tsx'
import { dashboardQuery } from './queries.ts'
import { RecentItems, RecentMessages } from './Recent.tsx'
import { Trend } from './Trend.tsx'
import { dashboardTexts } from './texts.ts'
import { Welcome } from './Welcome.tsx'

export function DashboardPage() {
  const t = useTexts(dashboardTexts)
  useTitle(t.title)
  const { data: newest, error, isFetching, refetch } = useQuery(dashboardQuery())
  // Deferred, the drawing of chart and lists is cut into slices too.
  const data = useDeferredValue(newest)
  const untouched = data?.items_total === 0 && data.chat_questions_total === 0
  return (
    <div className="mx-auto grid max-w-6xl gap-4 px-4 py-4 md:gap-5 md:px-6 md:py-5">
      <h1 className="flex min-h-8 items-center text-xl font-semibold">{t.title}</h1>
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
