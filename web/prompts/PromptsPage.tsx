import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearch } from 'wouter'
import { type Prompt, type PromptSummary, PromptsQuery } from '#shared/prompts.ts'
import { errorMessage } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { BookIcon, PlusIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { toast } from '../ui/Toast.tsx'
import { Views } from '../ui/Views.tsx'
import { PromptDialog } from './PromptDialog.tsx'
import { PromptRow } from './PromptRow.tsx'
import { deletePrompt, promptQuery, promptsQuery, refreshPrompts } from './queries.ts'
import { promptTexts } from './texts.ts'
import { Versions } from './Versions.tsx'

const scopes = ['all', 'mine', 'shared'] as const
const Scope = PromptsQuery.shape.scope
const SEARCH_MAX = 200

const href = (scope: (typeof scopes)[number], q: string) => {
  const query = new URLSearchParams({ ...(scope === 'all' ? {} : { scope }), ...(q ? { q } : {}) })
  return query.size > 0 ? `${paths.prompts()}?${query}` : paths.prompts()
}

/** The library: one's own prompts, and the workspace's. */
export function PromptsPage() {
  const t = useTexts(promptTexts)
  const go = useGo()
  const client = useQueryClient()
  const given = new URLSearchParams(useSearch())
  const scope = Scope.safeParse(given.get('scope') ?? 'all').data ?? 'all'
  const q = given.get('q') ?? ''
  const query = useInfiniteQuery(promptsQuery({ q, scope }))
  const [edited, setEdited] = useState<Prompt | 'new' | null>(null)
  const [deleted, setDeleted] = useState<PromptSummary | null>(null)
  const [looked, setLooked] = useState<{ prompt: PromptSummary; denied: string | undefined } | null>(null)
  useTitle(t.title)

  const edit = async (prompt: PromptSummary) => {
    try {
      setEdited(await client.fetchQuery({ ...promptQuery(prompt.id), staleTime: 0 }))
    } catch (error) {
      toast({ text: errorMessage(error), tone: 'failed' })
    }
  }
  const remove = async (prompt: PromptSummary) => {
    await deletePrompt(prompt.id)
    await refreshPrompts(client)
    toast({ text: textsNow(promptTexts).removed(prompt.name) })
  }
  const prompts = query.data?.pages.flatMap((page) => page.prompts) ?? []
  const create = (
    <Button tone="primary" icon={<PlusIcon />} onClick={() => setEdited('new')}>
      {t.create}
    </Button>
  )
  return (
    <div className="mx-auto grid max-w-4xl grid-cols-1 gap-4 px-4 py-4 md:px-6 md:py-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t.title}</h1>
        {create}
      </div>
      <p className="text-ink-2">{t.text}</p>
      <div className="flex flex-wrap gap-3">
        <Views label={t.scopesLabel} views={scopes.map((each) => ({ label: t.scopes[each], href: href(each, q), here: each === scope }))} />
        <SearchBox
          q={q}
          label={t.search}
          placeholder={t.search}
          maxLength={SEARCH_MAX}
          busy={query.isFetching && !query.isPending}
          onSearch={(next) => go(href(scope, next), { replace: true })}
          className="min-w-48 flex-1"
        />
      </div>
      {query.isPending ? (
        <ListToBe framed />
      ) : query.isError && !query.data ? (
        <QueryFailed query={query} />
      ) : prompts.length === 0 ? (
        <EmptyState icon={BookIcon} title={q || scope !== 'all' ? t.none : t.empty} />
      ) : (
        <ul aria-label={t.title} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {prompts.map((prompt) => (
            <PromptRow
              key={prompt.id}
              prompt={prompt}
              onEdit={() => void edit(prompt)}
              onDelete={() => setDeleted(prompt)}
              onVersions={(denied) => setLooked({ prompt, denied })}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button className="justify-self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {edited && <PromptDialog {...(edited === 'new' ? {} : { prompt: edited })} onClose={() => setEdited(null)} />}
      {looked && <Versions {...looked} onClose={() => setLooked(null)} />}
      {deleted && (
        <ConfirmDialog title={t.removing} confirm={t.remove} onClose={() => setDeleted(null)} onConfirm={() => remove(deleted)}>
          <p className="font-medium text-ink">{deleted.name}</p>
          <p>{t.removingText}</p>
        </ConfirmDialog>
      )}
    </div>
  )
}
