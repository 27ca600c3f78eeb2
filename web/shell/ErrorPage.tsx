import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { shellTexts } from './texts.ts'

/** A part of the page that a newer build has replaced on the server. */
const isOutdated = (error: unknown) => error instanceof Error && /dynamically imported module|module script failed|Unable to preload/i.test(error.message)

/** What stands in place of a page that could not be drawn. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const t = useTexts(shellTexts).broken
  const router = useRouter()
  useTitle(t.title)
  const retry = () => {
    reset()
    void router.invalidate()
  }
  const outdated = isOutdated(error)
  return (
    <div className="grid h-full place-content-center">
      <ErrorState
        title={t.title}
        text={outdated ? t.outdated : error instanceof ApiError ? error.message : t.text}
        requestId={error instanceof ApiError ? error.requestId : null}
        {...(outdated ? {} : { onRetry: retry })}
      />
      <div className="-mt-8 mb-8 flex justify-center">
        <Button tone="quiet" onClick={() => location.reload()}>
          {t.reload}
        </Button>
      </div>
    </div>
  )
}
