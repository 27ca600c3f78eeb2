import { useId, useState } from 'react'
import type { AuditEntry } from '#shared/audit.ts'
import { useTexts } from '../i18n/texts.ts'
import { Badge } from '../ui/Badge.tsx'
import { cx } from '../ui/classes.ts'
import { ChevronRightIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { subjectOf } from './changesOf.ts'
import { EntryDetails } from './EntryDetails.tsx'
import { useNames } from './names.ts'
import { Person } from './Person.tsx'
import type { AuditSearch } from './search.ts'
import { auditTexts } from './texts.ts'

/** The columns of the rows and of the heads above them. */
const columns = 'lg:grid-cols-[8.5rem_10rem_minmax(0,1fr)_6rem]'

export type EntriesProps = { entries: AuditEntry[]; stale: boolean; change: (changes: Partial<AuditSearch>) => void }

/** Rows that open. On a narrow screen a row has several lines, and no heads above. */
export function Entries({ entries, stale, change }: EntriesProps) {
  const t = useTexts(auditTexts)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const toggle = (id: number) => setOpen(new Set(open.has(id) ? [...open].filter((each) => each !== id) : [...open, id]))
  return (
    <div className={cx('overflow-hidden rounded-xl border border-line bg-surface transition-opacity', stale && 'opacity-60')}>
      <div aria-hidden="true" className={cx('hidden gap-x-4 border-b border-line py-2 pr-5 pl-10 text-sm font-medium text-ink-2 lg:grid', columns)}>
        <span>{t.time}</span>
        <span>{t.person}</span>
        <span>{t.action}</span>
        <span>{t.source}</span>
      </div>
      <ul aria-label={t.entries} className="divide-y divide-line">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} change={change} />
        ))}
      </ul>
    </div>
  )
}

/** What deserves a second look. */
const grave = new Set(['auth.login_failed', 'auth.denied', 'auth.password_wrong', 'auth.refresh_reused'])

type EntryProps = { entry: AuditEntry; open: boolean; onToggle: () => void; change: EntriesProps['change'] }

function Entry({ entry, open, onToggle, change }: EntryProps) {
  const t = useTexts(auditTexts)
  const names = useNames()
  const id = useId()
  const subject = subjectOf(entry)
  const known = names.action(entry.action)
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={onToggle}
        className={cx(
          'relative grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 py-2.5 pr-4 pl-10 text-left outline-offset-[-2px] hover:bg-hover lg:pr-5',
          columns,
        )}
      >
        <ChevronRightIcon size={14} className={cx('absolute top-3.5 left-4 text-ink-3 transition-transform', open && 'rotate-90')} />
        <Time at={entry.at} className="text-sm text-ink-3 tabular-nums max-lg:order-3" />
        <span className={cx('truncate max-lg:order-4 max-lg:text-right max-lg:text-sm', entry.actor_id ? 'text-ink-2' : 'text-ink-3')}>
          <Person entry={entry} />
        </span>
        <span className="flex min-w-0 items-baseline gap-2 max-lg:order-1">
          <span className={cx('shrink-0 font-medium', grave.has(entry.action) && 'text-danger')}>{known}</span>
          {subject && <span className="min-w-0 truncate text-ink-2">{subject}</span>}
        </span>
        <span className="max-lg:order-2">
          <Badge tone={entry.source === 'database' ? 'warn' : 'plain'}>{t.sources[entry.source]}</Badge>
        </span>
      </button>
      {open && (
        <div id={id} className="border-t border-line bg-sunken/60 px-4 py-4 lg:pr-5 lg:pl-10">
          <EntryDetails entry={entry} change={change} />
        </div>
      )}
    </li>
  )
}
