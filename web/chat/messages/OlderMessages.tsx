import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { chatTexts } from '../texts.ts'

export type OlderProps = { there: boolean; loading: boolean; failed: boolean; load: () => void }

/** Floats over the oldest message, so that it moves nothing when it comes and goes. */
export function OlderMessages({ loading, failed, load }: OlderProps) {
  const t = useTexts(chatTexts)
  if (!loading && !failed) return null
  return (
    <output className="sticky top-2 z-10 block h-0">
      <div className="mx-auto flex w-fit items-center gap-2 rounded-full border border-line bg-surface px-3 py-1 text-sm text-ink-2 shadow-float">
        {failed ? (
          <>
            {t.history.olderFailed}
            <Button size="small" tone="quiet" onClick={load}>
              {t.history.retry}
            </Button>
          </>
        ) : (
          <>
            <Spinner />
            {t.history.older}
          </>
        )}
      </div>
    </output>
  )
}
