import { useInfiniteQuery } from '@tanstack/react-query'
import { Fragment, useEffect } from 'react'
import type { ChatSearchHit, Match } from '#shared/chat-search.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { Time } from '../../ui/Time.tsx'
import { chatTexts } from '../texts.ts'
import { searchQuery } from './listQueries.ts'
import { More } from './More.tsx'
import { plainly } from './plainly.ts'
import { listTexts } from './texts.ts'

/** What has the words in it; each leads to the place where it was said. */
export function SearchResults({ q, onOpen, onBusy }: { q: string; onOpen?: () => void; onBusy: (busy: boolean) => void }) {
  const t = useTexts(listTexts)
  const query = useInfiniteQuery(searchQuery(q))
  const { isFetching } = query
  useEffect(() => {
    onBusy(isFetching)
    return () => onBusy(false)
  }, [isFetching, onBusy])
  const hits = query.data?.pages.flatMap((page) => page.hits) ?? []
  if (query.isPending) return null
  if (query.isError && hits.length === 0)
    return (
      <p role="alert" className="px-4 py-6 text-center text-sm text-ink-2">
        {t.searchFailed} {errorMessage(query.error)}
      </p>
    )
  if (hits.length === 0)
    return (
      <p role="status" className="px-4 py-6 text-center text-sm text-ink-3 wrap-anywhere">
        {t.noResults(q)}
      </p>
    )
  return (
    <nav aria-label={t.results} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-4">
      <ul>
        {hits.map((hit) => (
          <li key={hit.message?.id ?? hit.session.id}>
            <Hit hit={hit} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      <More query={query} label={t.more} failed={t.searchFailed} />
    </nav>
  )
}

function Hit({ hit: { session, message, title_matches: inTitle, excerpt, matches }, onOpen }: { hit: ChatSearchHit; onOpen: (() => void) | undefined }) {
  const t = useTexts(listTexts)
  const { sessions, you, assistant } = useTexts(chatTexts)
  return (
    <Link
      href={paths.chat(session.id, message?.id, session.archived ? { view: 'archived' } : {})}
      onClick={onOpen}
      className="block rounded-md px-2 py-1.5 hover:bg-hover focus-visible:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">
          <Marked text={session.title || sessions.untitled} matches={inTitle} />
        </span>
        <Time at={message?.created_at ?? session.updated_at} className="shrink-0 text-xs text-ink-3" />
      </span>
      <span className="line-clamp-3 text-sm text-ink-2 wrap-anywhere">
        {message ? (
          <>
            <span className="text-ink-3">{(message.role === 'user' ? you : assistant) + t.colon}</span>
            <Marked text={excerpt} matches={matches} {...(message.role === 'assistant' ? { write: plainly } : {})} />
          </>
        ) : (
          <span className="text-ink-3">{session.archived ? `${t.inTitle} · ${t.views.archived}` : t.inTitle}</span>
        )}
      </span>
    </Link>
  )
}

/** @param write what lies between the matches, as it is to be read */
function Marked({ text, matches, write = (piece) => piece }: { text: string; matches: Match[]; write?: (piece: string) => string }) {
  return (
    <>
      {matches.map(({ start, end }, at) => (
        <Fragment key={start}>
          {write(text.slice(matches[at - 1]?.end ?? 0, start))}
          <mark className="rounded-xs bg-warn-soft text-inherit">{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {write(text.slice(matches.at(-1)?.end ?? 0))}
    </>
  )
}
