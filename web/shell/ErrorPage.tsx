import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { shellTexts } from './texts.ts'

/** A part of the page that a newer build has replaced on the server. */
const isOutdated = (error: unknown) => error instanceof Error && /dynamically imported module|module script failed|Unable to preload/i.test(error.message)

/** What stands in place of a page that could not be drawn. */
export function ErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useTexts(shellTexts).broken
  useTitle(t.title)
  const outdated = isOutdated(error)
  return (
    <div className="grid h-full place-content-center">
      <ErrorState
        page
        title={t.title}
        text={outdated ? t.outdated : error instanceof ApiError ? error.message : t.text}
        requestId={error instanceof ApiError ? error.requestId : null}
        {...(outdated ? {} : { onRetry: reset })}
      />
      <div className="-mt-8 mb-8 flex justify-center">
        <Button tone="quiet" onClick={() => location.reload()}>
          {t.reload}
        </Button>
      </div>
    </div>
  )
}
