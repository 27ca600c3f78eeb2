import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import type { Item } from '#shared/items.ts'
import { ApiError, errorMessage } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { CopyIcon, EditIcon, ListIcon, TrashIcon, XIcon } from '../ui/icons.tsx'
import { ROOMY, useMedia } from '../ui/media.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { toast } from '../ui/Toast.tsx'
import { uiTexts } from '../ui/texts.ts'
import { History } from './History.tsx'
import { keptForm } from './keepForm.ts'
import { itemQuery } from './queries.ts'
import { itemTexts } from './texts.ts'

export type DetailsProps = {
  id: string
  known: Item | undefined
  /** Why nothing may be changed by this person. */
  denied: string | undefined
  onClose: () => void
  onEdit: (item: Item) => void
  onRemove: (item: Item) => void
}

/** All about one item: beside the table where there is room, over it elsewhere. */
export function Details({ id, known, denied, onClose, onEdit, onRemove }: DetailsProps) {
  const t = useTexts(itemTexts)
  const ui = useTexts(uiTexts)
  const beside = useMedia(ROOMY)
  const aside = useRef<HTMLElement>(null)
  useFocusBack(aside)
  const query = useQuery({ ...itemQuery(id), enabled: known === undefined })
  const item = known ?? query.data
  // Written on when the sign-in ended, and now come back to.
  const goOn = useEffectEvent(() => item && keptForm()?.id === id && onEdit(item))
  const there = item !== undefined
  useEffect(() => {
    if (there) goOn()
  }, [there])

  const footer = item && (
    <>
      <Button tone="danger" icon={<TrashIcon />} className="mr-auto" denied={denied} onClick={() => onRemove(item)}>
        {t.remove}
      </Button>
      <Button icon={<EditIcon />} denied={denied} onClick={() => onEdit(item)}>
        {t.edit}
      </Button>
    </>
  )
  const content = item ? <Facts item={item} /> : query.error ? <Missing error={query.error} onRetry={() => void query.refetch()} /> : <Loading />

  if (!beside) {
    return (
      <Dialog title={t.details} placement="side" onClose={onClose} footer={footer}>
        {content}
      </Dialog>
    )
  }
  return (
    <aside
      ref={aside}
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

/** When the panel goes while the focus is in it, the focus returns to the cell with the table's cursor. A dialog does the like by itself. */
function useFocusBack(panel: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const element = panel.current
    return () => {
      if (element?.contains(document.activeElement)) document.querySelector<HTMLElement>('[role="grid"] [data-cell][tabindex="0"]')?.focus()
    }
  }, [panel])
}

function Facts({ item }: { item: Item }) {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  const copy = () => void navigator.clipboard.writeText(item.id).then(() => toast({ text: t.copied }))
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <p className="text-lg font-semibold">{item.name}</p>
        {item.description ? <p className="whitespace-pre-wrap text-ink-2">{item.description}</p> : <p className="text-ink-3">{t.noDescription}</p>}
      </div>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 border-y border-line py-3 text-sm">
        <Fact label={t.fields.created_at}>{formats.full(item.created_at)}</Fact>
        <Fact label={t.fields.updated_at}>{formats.full(item.updated_at)}</Fact>
        <Fact label={t.versionLabel}>{formats.number(item.version)}</Fact>
        <Fact label={t.id}>
          <span className="inline-flex max-w-full items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{item.id}</code>
            {'clipboard' in navigator && <IconButton icon={CopyIcon} label={t.copyId} size="small" onClick={copy} />}
          </span>
        </Fact>
      </dl>
      <History item={item} />
    </div>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt className="py-0.5 text-ink-3">{label}</dt>
    <dd className="min-w-0 py-0.5">{children}</dd>
  </>
)

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTexts(itemTexts)
  if (!(error instanceof ApiError) || error.status !== 404) return <ErrorState text={errorMessage(error)} onRetry={onRetry} />
  return (
    <EmptyState
      icon={ListIcon}
      title={t.gone.title}
      text={t.gone.text}
      action={
        <Link href={paths.items({ trash: true })} className={buttonClass()}>
          {t.trash}
        </Link>
      }
    />
  )
}

const Loading = () => (
  <div className="grid gap-3">
    <Skeleton className="h-6 w-2/3" />
    <Skeleton />
    <Skeleton className="h-4 w-4/5" />
    <Skeleton className="mt-4 h-28 w-full" />
  </div>
)
