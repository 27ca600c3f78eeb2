import type { ReactNode } from 'react'
import type { Dashboard } from '#shared/dashboard.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { FIRST_COLLECTION, paths } from '../paths.ts'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { ArrowRightIcon } from './icons.tsx'
import { dashboardTexts } from './texts.ts'

const row = 'grid grid-cols-1 gap-0.5 px-4 py-2.5 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px] md:px-5'

export function RecentItems({ items }: { items: Dashboard['recent_items'] }) {
  const t = useTexts(dashboardTexts)
  return (
    <Panel title={t.recentItems} side={<More href={paths.collection(FIRST_COLLECTION, { sort: '-updated_at' })}>{t.all}</More>}>
      {items.length === 0 && (
        <Empty text={t.noItems} href={paths.collection(FIRST_COLLECTION)}>
          {t.addItem}
        </Empty>
      )}
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <li key={item.id}>
            <Link href={paths.collection(FIRST_COLLECTION, { id: item.id })} className={row}>
              <span className="flex items-baseline gap-3">
                <span className="min-w-0 flex-1 truncate font-medium">{item.name}</span>
                <Time at={item.updated_at} className="shrink-0 text-xs text-ink-3 tabular-nums" />
              </span>
              <span className={`truncate text-sm ${item.description ? 'text-ink-2' : 'text-ink-3'}`}>{item.description || t.noDescription}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function RecentMessages({ messages }: { messages: Dashboard['recent_messages'] }) {
  const t = useTexts(dashboardTexts)
  return (
    <Panel title={t.recentMessages} side={<More href={paths.chat()}>{t.all}</More>}>
      {messages.length === 0 && (
        <Empty text={t.noMessages} href={paths.chat()}>
          {t.ask}
        </Empty>
      )}
      <ul className="divide-y divide-line">
        {messages.map((message) => (
          <li key={`${message.session_id} ${message.role} ${message.created_at}`}>
            <Link href={paths.chat(message.session_id)} className={row}>
              <span className="flex items-baseline gap-3">
                <span className="min-w-0 flex-1 truncate">
                  <span className={message.role === 'user' ? 'font-medium' : 'font-medium text-accent'}>{message.role === 'user' ? t.you : t.assistant}</span>
                  <span className="ml-2">{plain(message.excerpt)}</span>
                </span>
                <Time at={message.created_at} className="shrink-0 text-xs text-ink-3 tabular-nums" />
              </span>
              <span className="truncate text-sm text-ink-3">{message.session_title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Markdown in one line of text: without its signs. */
const plain = (markdown: string) =>
  markdown
    .replace(/```\w*|[*_`#>|]+|^\s*[-+]\s/gm, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')

const More = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="flex items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-accent pointer-coarse:-my-2 pointer-coarse:min-h-11">
    {children} <ArrowRightIcon size={13} />
  </Link>
)

const Empty = ({ text, href, children }: { text: string; href: string; children: ReactNode }) => (
  <p className="flex flex-wrap items-center gap-x-2 px-4 py-5 text-ink-2 md:px-5">
    {text}
    <Link href={href} className="font-medium text-accent hover:underline pointer-coarse:-my-3 pointer-coarse:py-3">
      {children}
    </Link>
  </p>
)
