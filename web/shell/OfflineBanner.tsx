import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { send } from '../api.ts'
import { useReachable } from '../connection.ts'
import { useTexts } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { Spinner } from '../ui/Spinner.tsx'
import { shellTexts } from './texts.ts'

const ASK_AGAIN_MS = 2_000

/** Shown while the server does not answer. Asks until it does, then has what failed meanwhile fetched again. */
export function OfflineBanner() {
  const reachable = useReachable()
  const queries = useQueryClient()
  const t = useTexts(shellTexts)

  useEffect(() => {
    if (reachable) return
    const timer = setInterval(() => {
      send({ path: apiPaths.health() }).then(
        () => queries.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' || query.state.fetchFailureCount > 0 }),
        () => undefined,
      )
    }, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [reachable, queries])

  return (
    <div role="status">
      {!reachable && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-sm font-medium text-warn">
          <Spinner className="shrink-0" />
          {t.offline}
        </p>
      )}
    </div>
  )
}
