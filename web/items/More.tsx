import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Spinner } from '../ui/Spinner.tsx'
import { uiTexts } from '../ui/texts.ts'
import type { ListProps } from './ListProps.ts'
import { itemTexts } from './texts.ts'

/** A list that fits the window needs no word about its end. */
const LONG = 30

/** What stands below the last row. */
export function More({ items, more, onMore }: Pick<ListProps, 'items' | 'more' | 'onMore'>) {
  const t = useTexts(itemTexts)
  const ui = useTexts(uiTexts)
  if (more === 'none') return items.length > LONG && <p className="py-4 text-center text-sm text-ink-3">{t.end}</p>
  return (
    <div className="flex h-14 items-center justify-center gap-3 text-sm text-ink-3">
      {more === 'failed' ? (
        <>
          <span>{t.moreFailed}</span>
          <Button size="small" onClick={onMore}>
            {ui.retry}
          </Button>
        </>
      ) : (
        <>
          <Spinner /> {t.loadingMore}
        </>
      )}
    </div>
  )
}
