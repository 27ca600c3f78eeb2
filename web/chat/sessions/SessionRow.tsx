import type { KeyboardEvent } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { type Formats, useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { EditIcon, MoreIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { chatTexts } from '../texts.ts'

type Props = { session: ChatSession; current: boolean; onOpen: (() => void) | undefined; onRename: () => void; onDelete: () => void }

export function SessionRow({ session, current, onOpen, onRename, onDelete }: Props) {
  const t = useTexts(chatTexts)
  const formats = useFormats()
  const title = session.title || t.sessions.untitled
  const onKeyDown = (event: KeyboardEvent<HTMLAnchorElement>) => {
    if (event.key === 'F2') onRename()
    else if (event.key === 'Delete') onDelete()
    else return moveByArrows(event)
    event.preventDefault()
  }
  return (
    <li className={cx('group relative flex items-center rounded-md', current ? 'bg-accent-soft' : 'focus-within:bg-hover hover:bg-hover')}>
      <Link
        href={paths.chat(session.id)}
        exact
        onClick={onOpen}
        onKeyDown={onKeyDown}
        className={cx(
          'flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md pl-2 pr-2 pointer-fine:group-hover:pr-9 pointer-fine:group-focus-within:pr-9 pointer-coarse:h-11 pointer-coarse:pr-12',
          current ? 'font-medium text-accent' : 'text-ink',
        )}
      >
        <span className="min-w-0 flex-1 truncate">{title}</span>
        {session.running ? (
          <span role="img" aria-label={t.sessions.running} data-tip={t.sessions.running} className="chat-pulse size-2 shrink-0 rounded-full bg-accent" />
        ) : (
          <time
            dateTime={session.updated_at}
            className="shrink-0 text-xs font-normal text-ink-3 pointer-fine:group-focus-within:hidden pointer-fine:group-hover:hidden"
          >
            {shortMoment(session.updated_at, formats)}
          </time>
        )}
      </Link>
      <div className="absolute right-1 pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100 pointer-fine:has-[[aria-expanded=true]]:opacity-100">
        <Menu
          label={t.sessions.menu(title)}
          align="end"
          items={[
            { label: t.sessions.rename, icon: EditIcon, hint: 'F2', onSelect: onRename },
            { label: t.sessions.delete, icon: TrashIcon, hint: 'Del', danger: true, onSelect: onDelete },
          ]}
          trigger={(props) => <IconButton icon={MoreIcon} size="small" label={t.sessions.menu(title)} {...props} />}
        />
      </div>
    </li>
  )
}

const DAY_MS = 24 * 60 * 60_000

/** How long ago within a day, the day itself before: the list is narrow, and titles matter more. */
function shortMoment(at: string, formats: Formats): string {
  const date = new Date(at)
  if (Date.now() - date.getTime() < DAY_MS) return formats.ago(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return formats.day(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`)
}

/** Up and down walk the conversations; Home and End go to the newest and the oldest shown. */
function moveByArrows(event: KeyboardEvent<HTMLAnchorElement>) {
  const links = [...(event.currentTarget.closest('nav')?.querySelectorAll('a') ?? [])]
  const at = links.indexOf(event.currentTarget)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  links[Math.max(0, Math.min(links.length - 1, to))]?.focus()
}
