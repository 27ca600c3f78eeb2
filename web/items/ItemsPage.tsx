import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { Item } from '#shared/items.ts'
import { ApiError, errorMessage } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useMedia, WIDE } from '../ui/media.ts'
import { toast } from '../ui/Toast.tsx'
import { usePageKeys } from '../ui/usePageKeys.ts'
import { whenIdle } from '../ui/whenIdle.ts'
import { Cards } from './Cards.tsx'
import { refreshLists } from './cache.ts'
import { keptForm } from './keepForm.ts'
import type { ListProps } from './ListProps.ts'
import { Nothing } from './Nothing.tsx'
import { RowsToBe } from './Placeholder.tsx'
import { ITEMS, itemsQuery, trashQuery } from './queries.ts'
import { type Conflict, useSaveItem } from './save.ts'
import { useItemSearch } from './search.ts'
import { Table } from './Table.tsx'
import { Toolbar } from './Toolbar.tsx'
import { itemTexts } from './texts.ts'
import { useTrash } from './trash.ts'
import { useSelection } from './useSelection.ts'

const loadCreate = async () => ({ default: (await import('./CreateDialog.tsx')).CreateDialog })
const loadEdit = async () => ({ default: (await import('./EditDialog.tsx')).EditDialog })
const loadConflict = async () => ({ default: (await import('./ConflictDialog.tsx')).ConflictDialog })
const loadPurge = async () => ({ default: (await import('../records/PurgeDialog.tsx')).PurgeDialog })
const loadDetails = async () => ({ default: (await import('./Details.tsx')).Details })
const CreateDialog = lazy(loadCreate)
const EditDialog = lazy(loadEdit)
const ConflictDialog = lazy(loadConflict)
const PurgeDialog = lazy(loadPurge)
const Details = lazy(loadDetails)

/** What opens at a click should be there at the click, also when the server is not. */
const preload = () => {
  for (const load of [loadCreate, loadPurge, loadDetails, loadEdit, loadConflict]) load().catch(() => undefined)
}

/** Rows before the end of what is known at which the next page is asked for. */
const AHEAD = 40

export function ItemsPage() {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  const wide = useMedia(WIDE)
  const { change, ...search } = useItemSearch()
  useTitle(search.trash ? t.trash : t.title)

  // Another list begins at its top.
  const listKey = `${search.trash} ${search.q} ${search.sort}`

  const list = useInfiniteQuery(itemsQuery(search))
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const first = list.data?.pages[0]
  const selection = useSelection(items, listKey)
  const { remove, restore } = useTrash()

  const [creating, setCreating] = useState(() => keptForm()?.id === null)
  const [purged, setPurged] = useState<Item[] | 'all' | null>(null)
  const [edited, setEdited] = useState<Item | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const save = useSaveItem(setConflict)

  useEffect(() => whenIdle(preload), [])
  const goOn = useEffectEvent(() => {
    const id = keptForm()?.id
    if (id) change({ id }, { replace: true })
  })
  useEffect(() => goOn(), [])

  const input = useRef<HTMLInputElement>(null)
  const denied = useCan('items:write') ? undefined : t.readOnly
  const deniedPurge = useCan('collections:manage') ? undefined : t.noPurge
  const trash = useQuery({ ...trashQuery, enabled: search.trash }).data
  const queries = useQueryClient()
  const refresh = async () => {
    refreshLists(queries)
    void queries.invalidateQueries({ queryKey: ['dashboard'] })
    await queries.invalidateQueries({ queryKey: trashQuery.queryKey })
  }
  const create = () => (denied ? toast({ text: denied, tone: 'failed' }) : setCreating(true))
  usePageKeys({ onCreate: create, onSearch: () => input.current?.focus() })

  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list
  const count = items.length
  const onReach = useCallback(
    (index: number) => {
      if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && index >= count - AHEAD) void fetchNextPage()
    },
    [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, count],
  )

  const open = (item: Item) => change({ id: item.id }, { replace: search.id !== undefined })
  const close = () => change({ id: undefined })
  const restoreThese = (items: Item[]) => {
    selection.clear()
    void restore(items)
  }
  const removeThese = (items: Item[]) => {
    if (items.some((item) => item.id === search.id)) close()
    selection.clear()
    void remove(items)
  }

  const props: ListProps = {
    items,
    total: first?.total_is_exact ? first.total : null,
    search,
    selection,
    onReach,
    denied,
    deniedPurge,
    retention: trash?.retention_days,
    more: isFetchNextPageError ? 'failed' : isFetchingNextPage ? 'loading' : hasNextPage ? 'waiting' : 'none',
    onMore: () => void fetchNextPage(),
    onSort: (sort) => change({ sort }, { replace: true }),
    onOpen: open,
    onClose: close,
    onSave: save.mutate,
    onRemove: removeThese,
    onRestore: restoreThese,
    onPurge: setPurged,
  }
  const View = wide ? Table : Cards

  return (
    <div className="flex h-full">
      <div className="flex min-w-0 flex-1 flex-col">
        <Toolbar
          search={search}
          total={first ? `${formats.number(first.total)}${first.total_is_exact ? '' : '+'}` : null}
          busy={list.isPlaceholderData}
          selection={selection}
          inputRef={input}
          onSearch={(q) => change({ q }, { replace: true })}
          denied={denied}
          deniedPurge={deniedPurge}
          onCreate={create}
          onRemove={() => removeThese(selection.items)}
          onRestore={() => restoreThese(selection.items)}
          onPurge={() => setPurged(selection.items)}
          onEmpty={trash && trash.count > 0 ? () => setPurged('all') : null}
        />
        {list.isPending ? (
          <RowsToBe wide={wide} />
        ) : list.isError && !list.data ? (
          <ErrorState
            text={errorMessage(list.error)}
            requestId={list.error instanceof ApiError ? list.error.requestId : null}
            busy={list.isFetching}
            onRetry={() => void list.refetch()}
          />
        ) : items.length === 0 ? (
          <Nothing search={search} retention={trash?.retention_days} denied={denied} onCreate={create} onClear={() => change({ q: '' })} />
        ) : (
          <View key={listKey} {...props} />
        )}
      </div>
      <Suspense>
        {search.id && (
          <Details
            key={search.id}
            id={search.id}
            known={items.find((item) => item.id === search.id)}
            denied={denied}
            onClose={close}
            onEdit={setEdited}
            onRemove={(item) => removeThese([item])}
          />
        )}
        {purged && (
          <PurgeDialog slug={ITEMS} which={purged} inTrash={trash?.count ?? 0} onClose={() => setPurged(null)} onPurged={selection.clear} refresh={refresh} />
        )}
        {creating && <CreateDialog onClose={() => setCreating(false)} onCreated={open} />}
        {edited && <EditDialog item={edited} onClose={() => setEdited(null)} onSave={(changes) => save.mutate({ base: edited, changes })} />}
        {conflict && <ConflictDialog key={conflict.theirs.version} conflict={conflict} onClose={() => setConflict(null)} onSave={save.mutate} />}
      </Suspense>
    </div>
  )
}
