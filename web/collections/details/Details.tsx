import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLayoutEffect, useRef } from 'react'
import type { Collection } from '#shared/collections.ts'
import type { CollectionItem } from '#shared/items.ts'
import { ApiError, errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, TableIcon, TrashIcon, XIcon } from '../../ui/icons.tsx'
import { ROOMY, useMedia } from '../../ui/media.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { type Column, isWritable, valueOf } from '../columns.ts'
import { Comments } from '../comments/Comments.tsx'
import { typeIcons } from '../icons.tsx'
import { rowQuery } from '../queries.ts'
import { rowsKey } from '../rows.ts'
import { collectionTexts } from '../texts.ts'
import { CellValue } from '../values/CellValue.tsx'
import { filesOf } from '../values/draft.ts'
import { History } from './History.tsx'
import { ItemFiles } from './ItemFiles.tsx'

type Props = {
  collection: Collection
  columns: readonly Column[]
  id: string
  denied: string | undefined
  onClose: () => void
  onEdit: (item: CollectionItem, column: Column) => void
  onRemove: (item: CollectionItem) => void
}

/** All about one row: beside the grid where there is room, over it elsewhere. */
export function Details({ collection, columns, id, denied, onClose, onEdit, onRemove }: Props) {
  const t = useTexts(collectionTexts)
  const ui = useTexts(uiTexts)
  const beside = useMedia(ROOMY)
  const queries = useQueryClient()
  const panel = useRef<HTMLElement>(null)
  const known = () =>
    queries
      .getQueriesData<{ items: CollectionItem[] }>({ queryKey: rowsKey(collection.slug) })
      .flatMap(([, page]) => page?.items ?? [])
      .find((row) => row.id === id)
  const query = useQuery({ ...rowQuery(collection.slug, id), placeholderData: known })
  const item = query.data
  // The focus returns to the cell with the cursor; a dialog does the like by itself.
  useLayoutEffect(() => {
    const element = panel.current
    return () => {
      if (!element?.contains(document.activeElement)) return
      document.querySelector<HTMLElement>('[role="grid"] [data-cell][tabindex="0"], [role="grid"] [data-focus]')?.focus()
    }
  }, [])

  const content = item ? (
    <div className="grid gap-5">
      <dl className="grid gap-3">
        {columns.map((column) => (
          <Fact key={column.key} item={item} column={column} denied={denied} onEdit={() => onEdit(item, column)} />
        ))}
      </dl>
      <Comments slug={collection.slug} itemId={item.id} />
      <History slug={collection.slug} item={item} columns={columns} />
    </div>
  ) : query.error instanceof ApiError && query.error.status === 404 ? (
    <EmptyState icon={TableIcon} title={t.goneDetails.title} text={t.goneDetails.text} />
  ) : query.error ? (
    <ErrorState text={errorMessage(query.error)} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton className="h-40 w-full" />
  )
  const footer = item && (
    <Button tone="danger" icon={<TrashIcon />} className="mr-auto" denied={denied} onClick={() => onRemove(item)}>
      {t.deleteRow}
    </Button>
  )

  if (!beside) {
    return (
      <Dialog title={t.details} placement="side" onClose={onClose} footer={footer}>
        {content}
      </Dialog>
    )
  }
  return (
    <aside
      ref={panel}
      aria-label={t.details}
      className="flex w-96 shrink-0 flex-col border-l border-line bg-surface"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <header className="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2.5 pl-5">
        <h2 className="font-semibold">{t.details}</h2>
        <IconButton icon={XIcon} label={ui.close} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-5">{content}</div>
      {footer && <footer className="flex shrink-0 gap-2 border-t border-line px-5 py-3">{footer}</footer>}
    </aside>
  )
}

function Fact({ item, column, denied, onEdit }: { item: CollectionItem; column: Column; denied: string | undefined; onEdit: () => void }) {
  const t = useTexts(collectionTexts)
  const Icon = typeIcons[column.type]
  const value = valueOf(item, column)
  const empty = value === null || (column.type === 'checkbox' && value !== true)
  return (
    <div className="grid gap-0.5">
      <dt className="flex min-h-6 items-center gap-1.5 text-sm text-ink-3">
        <Icon size={14} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate">{column.name}</span>
        {isWritable(column) && <IconButton icon={EditIcon} size="small" label={t.edit(column.name)} denied={denied} onClick={onEdit} />}
      </dt>
      <dd className="flex min-h-6 min-w-0 flex-wrap items-center gap-1 pl-5">
        {empty ? (
          <span className="text-ink-3">{t.emptyValue}</span>
        ) : column.type === 'attachment' ? (
          <ItemFiles slug={column.slug ?? ''} itemId={item.id} files={filesOf(value)} />
        ) : typeof value === 'string' && (column.type === 'text' || column.type === 'long_text') ? (
          <span className={column.builtIn === 'name' ? 'font-semibold' : 'whitespace-pre-wrap'}>{value}</span>
        ) : (
          <CellValue column={column} value={value} />
        )}
      </dd>
    </div>
  )
}
