import { useEffect, useEffectEvent, useRef } from 'react'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { chatTexts } from '../texts.ts'

/** In pixels: a page is on its way before the reader has come to where it is missing. */
const AHEAD = 600

type Props = {
  query: {
    hasNextPage: boolean
    isFetching: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: Error | null
    fetchNextPage: () => Promise<unknown>
  }
  label: string
  failed: string
  /** Only the button brings more. */
  still?: boolean
}

/** At the end of what scrolls, right within it: brings the next page when the reader comes near, and is a button for it. */
export function More({ query, label, failed, still = false }: Props) {
  const ui = useTexts(uiTexts)
  const t = useTexts(chatTexts)
  const end = useRef<HTMLDivElement>(null)
  // What failed is asked for again by the button alone.
  const ready = query.hasNextPage && !query.isFetching && !query.isFetchNextPageError && !still
  const load = useEffectEvent(() => void query.fetchNextPage())
  // Anew each time it is drawn: where a page came between two looks of the observer, that it is near once more is no news to it.
  useEffect(() => {
    const element = end.current
    if (!element || !ready) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { root: element.parentElement, rootMargin: `${AHEAD}px` })
    observer.observe(element)
    return () => observer.disconnect()
  })
  if (!query.hasNextPage) return null
  return (
    <div ref={end}>
      {query.isFetchNextPageError && (
        <p role="alert" className="px-2 pb-1.5 text-center text-sm text-ink-2">
          {failed + t.answer.andThen + errorMessage(query.error)}
        </p>
      )}
      <Button
        size="small"
        tone={query.isFetchNextPageError ? 'plain' : 'quiet'}
        className="w-full"
        busy={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {query.isFetchNextPageError ? ui.retry : label}
      </Button>
    </div>
  )
}
