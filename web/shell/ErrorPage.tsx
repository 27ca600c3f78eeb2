import { useEffect, useRef } from 'react'
import { ApiError, send } from '../api.ts'
import { useReachable } from '../connection.ts'
import { useTexts } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { shellTexts } from './texts.ts'

/** A part of the page did not come: a newer build has replaced it on the server, or the server is away. */
const isMissing = (error: unknown) => error instanceof Error && /dynamically imported module|module script failed|Unable to preload/i.test(error.message)

/** What stands in place of a page that could not be drawn. */
export function ErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  const { broken: t, offline } = useTexts(shellTexts)
  useTitle(t.title)
  const missing = isMissing(error)
  const reachable = useReloadOnReturn(missing)
  return (
    <div className="grid h-full place-content-center">
      <ErrorState
        page
        title={t.title}
        text={missing ? (reachable ? t.outdated : offline) : error instanceof ApiError ? error.message : t.text}
        requestId={error instanceof ApiError ? error.requestId : null}
        {...(missing ? {} : { onRetry: reset })}
      />
      <div className="-mt-8 mb-8 flex justify-center">
        <Button tone="quiet" onClick={() => location.reload()}>
          {t.reload}
        </Button>
      </div>
    </div>
  )
}

/** Finds out whether the server is away; when it is back the page begins anew, as a part that did not come is not asked for again. */
function useReloadOnReturn(missing: boolean): boolean {
  const reachable = useReachable()
  const wasAway = useRef(false)
  useEffect(() => {
    // What comes of it is told to connection.ts.
    if (missing) send({ path: apiPaths.health() }).catch(() => undefined)
  }, [missing])
  useEffect(() => {
    if (missing && reachable && wasAway.current) location.reload()
    wasAway.current = !reachable
  }, [missing, reachable])
  return reachable
}
