import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useGo } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChatIcon, ChevronDownIcon, DownloadIcon, EditIcon, MoreIcon, PlusIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { ArchiveIcon, FolderIcon } from './icons.tsx'
import { foldersQuery } from './listQueries.ts'
import { listTexts } from './texts.ts'
import type { ListView } from './useListView.ts'

const dialogs = () => import('./FolderDialogs.tsx')
const FolderDialog = lazy(async () => ({ default: (await dialogs()).FolderDialog }))
const DeleteFolderDialog = lazy(async () => ({ default: (await dialogs()).DeleteFolderDialog }))
const PurgeAllDialog = lazy(async () => ({ default: (await import('./PurgeDialogs.tsx')).PurgeAllDialog }))
const TransferDialog = lazy(async () => ({ default: (await import('../transfer/TransferDialog.tsx')).TransferDialog }))

type Open = 'create' | 'rename' | 'delete' | 'purge' | 'transfer' | null

/** Which conversations the list shows, and what can be done with them as a whole. */
export function ListHeader({ sessionId, view: { view, folder } }: { sessionId: string | null; view: ListView }) {
  const t = useTexts(listTexts)
  const go = useGo()
  const language = useLanguage()
  const [open, setOpen] = useState<Open>(null)
  const folders = (useQuery(foldersQuery).data ?? []).toSorted((a, b) => a.name.localeCompare(b.name, language))
  const here = folders.find(({ id }) => id === folder)
  const show = (list: { view?: string; folder?: string }) => go(paths.chat(sessionId ?? undefined, undefined, list))
  const close = () => setOpen(null)

  const views: MenuItem[] = [
    { label: t.views.active, icon: ChatIcon, checked: view === 'active' && folder === null, onSelect: () => show({}) },
    ...folders.map(({ id, name, session_count: count }) => ({
      label: name,
      icon: FolderIcon,
      hint: String(count),
      checked: folder === id,
      onSelect: () => show({ folder: id }),
    })),
    { label: t.views.archived, icon: ArchiveIcon, checked: view === 'archived', onSelect: () => show({ view: 'archived' }) },
    { label: t.views.deleted, icon: TrashIcon, checked: view === 'deleted', onSelect: () => show({ view: 'deleted' }) },
  ]
  const actions: MenuItem[] = [
    { label: t.newFolder, icon: PlusIcon, onSelect: () => setOpen('create') },
    ...(here
      ? [
          { label: t.renameFolder, icon: EditIcon, onSelect: () => setOpen('rename') },
          { label: t.deleteFolder, icon: TrashIcon, danger: true, onSelect: () => setOpen('delete') },
        ]
      : []),
    ...(view === 'deleted' ? [{ label: t.purgeAll, icon: TrashIcon, danger: true, onSelect: () => setOpen('purge') }] : []),
    { label: t.importExport, icon: DownloadIcon, onSelect: () => setOpen('transfer') },
  ]
  const name = view === 'active' ? (here?.name ?? t.views.active) : t.views[view]

  return (
    <div className="flex shrink-0 items-center justify-between gap-1 px-2.5 pb-1">
      <Menu
        label={t.views.label}
        items={views}
        trigger={(props) => (
          <button
            type="button"
            aria-label={`${t.views.label}: ${name}`}
            className="flex h-7 min-w-0 items-center gap-1 rounded-md px-2 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-11"
            {...props}
          >
            <span className="min-w-0 truncate">{name}</span>
            <ChevronDownIcon size={14} className="shrink-0" />
          </button>
        )}
      />
      <Menu
        label={t.listMenu}
        align="end"
        items={actions}
        trigger={(props) => <IconButton icon={MoreIcon} size="small" className="size-7" label={t.listMenu} {...props} />}
      />
      <Suspense fallback={null}>
        {open === 'create' && <FolderDialog onClose={close} onDone={(made) => show({ folder: made.id })} />}
        {open === 'rename' && here && <FolderDialog folder={here} onClose={close} />}
        {open === 'delete' && here && <DeleteFolderDialog folder={here} onClose={close} onDone={() => show({})} />}
        {open === 'purge' && <PurgeAllDialog onClose={close} />}
        {open === 'transfer' && <TransferDialog onClose={close} />}
      </Suspense>
    </div>
  )
}
