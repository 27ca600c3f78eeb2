import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearch } from 'wouter'
import type { Collection } from '#shared/collections.ts'
import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../../api.ts'
import { formatsOf, useFormats } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Link, useGo } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { forEach } from '../../records/forEach.ts'
import { PurgeDialog } from '../../records/PurgeDialog.tsx'
import { recordTexts } from '../../records/texts.ts'
import { useCan } from '../../session.ts'
import { useTitle } from '../../title.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RestoreIcon, TrashIcon, XIcon } from '../../ui/icons.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { SearchBox } from '../../ui/SearchBox.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { toast } from '../../ui/Toast.tsx'
import { trashOf } from '../paths.ts'
import { collectionTexts } from '../texts.ts'
import { refreshTrash, restoreRow, trashedQuery, trashQuery } from './queries.ts'
import { TrashedRow } from './TrashedRow.tsx'
import { trashTexts } from './texts.ts'

/** As many characters as the API takes. */
const MAX_SEARCH = 500

/** What was deleted from a collection: found, brought back, or deleted for good. */
export function TrashPage({ collection: { slug, name } }: { collection: Collection }) {
  const t = useTexts(trashTexts)
  const r = useTexts(recordTexts)
  const c = useTexts(collectionTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const go = useGo()
  const q = (new URLSearchParams(useSearch()).get('q') ?? '').slice(0, MAX_SEARCH)
  useTitle(t.title(name))
  const denied = useCan('items:write') ? undefined : c.readOnly
  const deniedPurge = useCan('collections:manage') ? undefined : r.noPurge
  const list = useInfiniteQuery(trashedQuery(slug, q))
  const trash = useQuery(trashQuery(slug)).data
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const total = list.data?.pages[0]?.total
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [purged, setPurged] = useState<readonly CollectionItem[] | 'all' | null>(null)
  // What is no longer shown is not meant.
  const selected = rows.filter(({ id }) => chosen.has(id))
  const clear = () => setChosen(new Set())

  const restore = async (these: readonly CollectionItem[]) => {
    clear()
    const failed = await forEach(these, (row) => restoreRow(slug, row))
    const said = textsNow(trashTexts)
    const number = formatsOf(currentLanguage()).number
    if (failed[0]) toast({ tone: 'failed', text: said.partly(number(failed.length), errorMessage(failed[0].error)) })
    const done = these.filter((row) => !failed.some(({ item }) => item === row))
    if (done[0]) toast({ text: done.length === 1 ? said.restored(done[0].name) : said.restoredMany(number(done.length)) })
    await refreshTrash(queries, slug)
  }

  const many = total === undefined ? null : formats.number(total) + (list.data?.pages[0]?.total_is_exact === false ? '+' : '')
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto grid w-full max-w-4xl grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-4 pb-16 md:px-6 md:pt-5">
        <header className="grid gap-2">
          <Link href={paths.collection(slug)} exact className="w-fit py-1 text-sm text-ink-2 underline underline-offset-4 pointer-coarse:py-3">
            {t.back(name)}
          </Link>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
              <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">{t.title(name)}</h1>
              <p aria-live="polite" className="text-ink-3 tabular-nums">
                {many !== null && !list.isPlaceholderData && (q ? t.found(many) : t.count(many))}
              </p>
            </div>
            {trash !== undefined && trash.count > 0 && (
              <Button tone="danger" icon={<TrashIcon />} denied={deniedPurge} onClick={() => setPurged('all')}>
                {r.emptyTrash}
              </Button>
            )}
          </div>
        </header>
        <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2">
          <SearchBox
            q={q}
            label={t.search}
            placeholder={t.search}
            maxLength={MAX_SEARCH}
            busy={list.isPlaceholderData}
            onSearch={(words) => {
              clear()
              go(trashOf(slug, words), { replace: true })
            }}
            className="min-w-40 flex-1 md:max-w-sm"
          />
          {selected.length > 0 && (
            <div role="status" className="flex flex-wrap items-center gap-1.5 max-md:w-full">
              <span className="mr-1 font-medium text-accent tabular-nums">{t.selected(formats.number(selected.length))}</span>
              <Button size="small" icon={<RestoreIcon />} denied={denied} onClick={() => void restore(selected)}>
                {t.restore}
              </Button>
              <Button size="small" tone="danger" icon={<TrashIcon />} denied={deniedPurge} onClick={() => setPurged(selected)}>
                {r.purge}
              </Button>
              <Button size="small" tone="quiet" icon={<XIcon />} onClick={clear}>
                {t.unselect}
              </Button>
            </div>
          )}
        </div>
        {list.isError && rows.length === 0 ? (
          <QueryFailed query={list} />
        ) : list.isPending ? (
          <Skeleton className="h-64 w-full" />
        ) : rows.length === 0 ? (
          <EmptyState
            icon={TrashIcon}
            title={q ? t.none(q) : t.empty}
            text={q ? t.noneText : trash?.retention_days ? t.emptyDays(formats.number(trash.retention_days)) : t.emptyText}
          />
        ) : (
          <ul aria-label={t.list} className="divide-y divide-line rounded-xl border border-line bg-surface">
            {rows.map((row) => (
              <TrashedRow
                key={row.id}
                row={row}
                retention={trash?.retention_days}
                selected={chosen.has(row.id)}
                denied={denied}
                deniedPurge={deniedPurge}
                onSelect={(on) => setChosen(new Set(on ? [...chosen, row.id] : [...chosen].filter((id) => id !== row.id)))}
                onRestore={() => void restore([row])}
                onPurge={() => setPurged([row])}
              />
            ))}
          </ul>
        )}
        {list.hasNextPage && rows.length > 0 && (
          <div className="flex justify-center">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t.more}
            </Button>
          </div>
        )}
      </div>
      {purged && (
        <PurgeDialog
          slug={slug}
          which={purged}
          inTrash={trash?.count ?? 0}
          onClose={() => setPurged(null)}
          onPurged={clear}
          refresh={() => refreshTrash(queries, slug)}
        />
      )}
    </div>
  )
}
