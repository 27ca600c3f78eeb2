import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { BUILT_IN_MODEL } from '#shared/chat.ts'
import { SharedConversationEnvelope, ShareToken } from '#shared/chat-share.ts'
import { ApiError, call, errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { useTitle } from '../../title.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { ChatIcon } from '../../ui/icons.tsx'
import '../chat.css'
import { AnswerText } from '../messages/AnswerText.tsx'
import { listTexts } from '../sessions/texts.ts'
import { chatTexts } from '../texts.ts'
import { NamedFiles } from './NamedFiles.tsx'

const firstPage = (): string | null => null

const sharedQuery = (token: string) =>
  infiniteQueryOptions({
    queryKey: ['shared', token],
    queryFn: ({ pageParam, signal }) =>
      // Whoever reads it need not be anybody here, so that no sign-in is asked for.
      call(SharedConversationEnvelope, {
        method: 'POST',
        path: apiPaths.readShare(),
        body: { token, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
        alone: true,
      }),
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
    retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
  })

const tokenHere = () => location.hash.slice(1)

/** What a link shows, to whoever has it. */
export function SharedPage() {
  const t = useTexts(listTexts).shared
  const [token, setToken] = useState(tokenHere)
  useEffect(() => {
    const onHash = () => setToken(tokenHere())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])
  return ShareToken.safeParse(token).success ? <Shared key={token} token={token} /> : <Gone title={t.gone} text={t.goneText} />
}

function Gone({ title, text }: { title: string; text: string }) {
  useTitle(title)
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <EmptyState icon={ChatIcon} title={title} text={text} />
    </>
  )
}

function Shared({ token }: { token: string }) {
  const t = useTexts(listTexts).shared
  const { builtIn } = useTexts(chatTexts)
  const formats = useFormats()
  const query = useInfiniteQuery(sharedQuery(token))
  const first = query.data?.pages[0]
  useTitle(first?.title ?? t.title)
  if (query.error instanceof ApiError && query.error.status === 404) return <Gone title={t.gone} text={t.goneText} />
  if (query.isError && !first)
    return (
      <>
        <h1 className="sr-only">{t.title}</h1>
        <ErrorState title={t.failed} text={errorMessage(query.error)} busy={query.isFetching} onRetry={() => void query.refetch()} requestId={null} />
      </>
    )
  if (!first)
    return (
      <>
        <h1 className="sr-only">{t.title}</h1>
        <p role="status" className="py-10 text-center text-ink-3">
          {t.loading}
        </p>
      </>
    )
  // Messages have no names here; nothing is ever put between two of them.
  const messages = query.data?.pages.flatMap((page) => page.messages).map((message, at) => ({ ...message, key: at })) ?? []
  return (
    <article className="grid gap-5">
      <header className="border-b border-line pb-3">
        <h1 className="text-xl font-semibold text-balance wrap-anywhere">{first.title}</h1>
        <p className="mt-1 text-sm text-ink-3">{t.taken(formats.full(first.taken_at))}</p>
      </header>
      {messages.map(({ key, role, content, files, model }) =>
        role === 'user' ? (
          <section key={key} aria-label={t.you} className="ml-auto max-w-[85%] rounded-xl bg-sunken px-3.5 py-2 whitespace-pre-wrap wrap-anywhere">
            {content}
            <NamedFiles files={files} />
          </section>
        ) : (
          <section key={key} aria-label={t.assistant} className="min-w-0">
            <AnswerText text={content} end="whole" />
            {model && <p className="mt-1 text-xs text-ink-3">{model === BUILT_IN_MODEL ? builtIn : model}</p>}
          </section>
        ),
      )}
      {query.hasNextPage && (
        <Button className="justify-self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      <p className="border-t border-line pt-3 text-sm text-ink-3">{t.notice}</p>
    </article>
  )
}
