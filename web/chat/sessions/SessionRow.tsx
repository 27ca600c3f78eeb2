import type { KeyboardEvent } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { type Formats, useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { DownloadIcon, EditIcon, MoreIcon, RestoreIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { chatTexts } from '../texts.ts'
import { ArchiveIcon, FolderIcon, PinIcon, ShareIcon } from './icons.tsx'
import type { RowDialog } from './SessionList.tsx'
import type { RowPlace } from './SessionRows.tsx'
import { listTexts } from './texts.ts'
import type { ListView } from './useListView.ts'
import type { useSessionActions } from './useSessionActions.ts'

type Props = RowPlace & {
  session: ChatSession
  view: ListView
  current: boolean
  onOpen: (() => void) | undefined
  actions: ReturnType<typeof useSessionActions>
  onDialog: (dialog: RowDialog) => void
}

export function SessionRow({ session, view, current, onOpen, actions, onDialog, style, place, of }: Props) {
  const t = useTexts(chatTexts)
  const l = useTexts(listTexts)
  const formats = useFormats()
  const title = session.title || t.sessions.untitled
  const deleted = session.deleted_at !== null
  // What is being read is not news.
  const unread = session.unread && !current
  const items: MenuItem[] = deleted
    ? [
        { label: l.restore, icon: RestoreIcon, onSelect: () => void actions.restore(session) },
        { label: l.purge, icon: TrashIcon, hint: key('Del'), danger: true, onSelect: () => onDialog('purge') },
      ]
    : [
        ...(session.archived ? [] : [{ label: session.pinned ? l.unpin : l.pin, icon: PinIcon, onSelect: () => void actions.pin(session) }]),
        { label: t.sessions.rename, icon: EditIcon, hint: key('F2'), onSelect: () => onDialog('rename') },
        { label: l.move, icon: FolderIcon, onSelect: () => onDialog('move') },
        { label: l.share, icon: ShareIcon, onSelect: () => onDialog('share') },
        { label: l.exportMarkdown, icon: DownloadIcon, onSelect: () => void actions.save(session, 'markdown') },
        { label: l.exportJson, icon: DownloadIcon, onSelect: () => void actions.save(session, 'json') },
        { label: session.archived ? l.unarchive : l.archive, icon: ArchiveIcon, onSelect: () => void actions.archive(session) },
        { label: t.sessions.delete, icon: TrashIcon, hint: key('Del'), danger: true, onSelect: () => void actions.remove(session) },
      ]
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'F2' && !deleted) onDialog('rename')
    else if (event.key === 'Delete') {
      // A key that is held down would take one after the other.
      if (event.repeat) return
      if (deleted) onDialog('purge')
      else void actions.remove(session)
    } else return
    event.preventDefault()
  }
  const shape = cx(
    'flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md pl-2 pr-2 pointer-fine:group-hover:pr-9 pointer-fine:group-focus-within:pr-9 pointer-coarse:h-11 pointer-coarse:pr-12',
    current ? 'font-medium text-accent' : 'text-ink',
  )
  const content = (
    <>
      <span className={cx('min-w-0 flex-1 truncate', unread && 'font-semibold')}>{title}</span>
      {session.running ? (
        <span role="img" aria-label={t.sessions.running} data-tip={t.sessions.running} className="chat-pulse size-2 shrink-0 rounded-full bg-accent" />
      ) : unread ? (
        <span role="img" aria-label={l.unread} data-tip={l.unread} className="size-2 shrink-0 rounded-full bg-accent" />
      ) : (
        <time
          dateTime={session.deleted_at ?? session.updated_at}
          className="shrink-0 text-xs font-normal text-ink-3 pointer-fine:group-focus-within:hidden pointer-fine:group-hover:hidden"
        >
          {shortMoment(session.deleted_at ?? session.updated_at, formats)}
        </time>
      )}
    </>
  )
  return (
    <li
      data-session={session.id}
      aria-posinset={place}
      aria-setsize={of}
      style={style}
      className={cx('group absolute inset-x-0 flex items-center rounded-md', current ? 'bg-accent-soft' : 'focus-within:bg-hover hover:bg-hover')}
    >
      {deleted ? (
        // Nothing of it can be read until it is restored.
        <button
          type="button"
          data-row
          onClick={() => void actions.restore(session)}
          onKeyDown={onKeyDown}
          data-tip={l.restore}
          className={cx(shape, 'text-left text-ink-2')}
        >
          {content}
        </button>
      ) : (
        <Link href={paths.chat(session.id, undefined, view)} exact data-row onClick={onOpen} onKeyDown={onKeyDown} className={shape}>
          {content}
        </Link>
      )}
      <div className="absolute right-1 pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100 pointer-fine:has-[[aria-expanded=true]]:opacity-100">
        <Menu
          label={t.sessions.menu(title)}
          align="end"
          items={items}
          trigger={(props) => <IconButton icon={MoreIcon} size="small" label={t.sessions.menu(title)} {...props} />}
        />
      </div>
    </li>
  )
}

/** Fingers have none. */
const key = (name: string) => <span className="pointer-coarse:hidden">{name}</span>

const DAY_MS = 24 * 60 * 60_000

/** How long ago within a day, the day itself before, the month of another year: the list is narrow, and titles matter more. */
function shortMoment(at: string, formats: Formats): string {
  const date = new Date(at)
  if (Date.now() - date.getTime() < DAY_MS) return formats.ago(at)
  if (date.getFullYear() !== new Date().getFullYear()) return formats.month(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return formats.day(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`)
}
