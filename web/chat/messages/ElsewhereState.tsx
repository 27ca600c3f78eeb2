import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { chatTexts } from '../texts.ts'
import type { Elsewhere } from './useHistory.ts'

/** Floats over the messages, so that it moves nothing when it comes and goes. */
export function ElsewhereState({ loading, failed, retry }: Pick<Elsewhere, 'loading' | 'failed' | 'retry'>) {
  const t = useTexts(chatTexts)
  if (!loading && !failed) return null
  return (
    <output className="absolute inset-x-0 top-2 z-10 block h-0">
      <div className="mx-auto flex w-fit items-center gap-2 rounded-full border border-line bg-surface px-3 py-1 text-sm text-ink-2 shadow-float">
        {failed ? (
          <>
            {t.history.olderFailed}
            <Button size="small" tone="quiet" onClick={retry}>
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
