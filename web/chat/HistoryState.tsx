import { ApiError, errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { ChatIcon, PlusIcon } from '../ui/icons.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { chatTexts } from './texts.ts'

/** An address that names no conversation leads on to a new one; anything else can be tried again. */
export function HistoryProblem({ error, busy, onRetry, onNew }: { error: unknown; busy: boolean; onRetry: () => void; onNew: () => void }) {
  const t = useTexts(chatTexts)
  const missing = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
      {missing ? (
        <EmptyState
          icon={ChatIcon}
          title={t.history.missing}
          action={
            <Button icon={<PlusIcon />} onClick={onNew}>
              {t.sessions.new}
            </Button>
          }
        />
      ) : (
        <ErrorState
          title={t.history.failed}
          text={errorMessage(error)}
          busy={busy}
          onRetry={onRetry}
          requestId={error instanceof ApiError ? error.requestId : null}
        />
      )}
    </div>
  )
}

export function HistorySkeleton() {
  const t = useTexts(chatTexts)
  return (
    <output aria-label={t.history.loading} className="block min-h-0 flex-1 overflow-hidden">
      <div className="chat-column grid gap-4 py-8">
        <Skeleton className="h-10 w-2/5 justify-self-end" />
        <Skeleton className="h-4 w-11/12" />
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-4 w-3/5" />
        <Skeleton className="mt-4 h-10 w-1/2 justify-self-end" />
        <Skeleton className="h-4 w-5/6" />
        <Skeleton className="h-4 w-2/3" />
      </div>
    </output>
  )
}
