import type { Dashboard } from '#shared/dashboard.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { FIRST_COLLECTION, paths } from '../paths.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { dashboardTexts } from './texts.ts'

/** The four figures, each a way to what it counts. */
export function Metrics({ data }: { data: Dashboard | undefined }) {
  const t = useTexts(dashboardTexts)
  const formats = useFormats()
  const metrics = [
    { label: t.items, value: data?.items_total, href: paths.collection(FIRST_COLLECTION) },
    { label: t.today, value: data?.items_created_today, href: paths.collection(FIRST_COLLECTION), note: t.todayNote },
    { label: t.questions, value: data?.chat_questions_total, href: paths.chat() },
    { label: t.sessions, value: data?.chat_sessions_active, href: paths.chat(), note: t.sessionsNote },
  ]
  return (
    <section aria-label={t.metrics} className="grid grid-cols-2 overflow-hidden rounded-xl border border-line bg-line gap-px lg:grid-cols-4">
      {metrics.map(({ label, value, href, note }) => (
        <Link
          key={label}
          href={href}
          data-tip={note}
          className="grid gap-1 bg-surface px-4 py-3.5 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px] md:px-5"
        >
          <span className="text-sm text-ink-2">{label}</span>
          {value === undefined ? (
            <Skeleton className="my-0.5 h-7 w-16" />
          ) : (
            <span className="text-2xl font-semibold tracking-tight tabular-nums">{formats.number(value)}</span>
          )}
        </Link>
      ))}
    </section>
  )
}
