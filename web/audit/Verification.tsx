import { useQuery } from '@tanstack/react-query'
import type { AuditVerification } from '#shared/audit.ts'
import { errorMessage } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { CopyField } from '../ui/CopyField.tsx'
import { cx } from '../ui/classes.ts'
import { ShieldIcon, WarningIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { verificationQuery } from './queries.ts'
import { auditTexts } from './texts.ts'

/** As many as the API names. */
const PROBLEMS_MAX = 100

/** Whether the log is as it was written: asked for by a click, since the whole of it is looked through. */
export function Verification() {
  const t = useTexts(auditTexts).verification
  const formats = useFormats()
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(verificationQuery)
  const failed = error && !isFetching
  const broken = data && !data.intact
  return (
    <section aria-label={t.title} className={cx('rounded-xl border bg-surface', broken ? 'border-danger' : 'border-line')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 md:px-5">
        <span
          className={cx(
            'grid size-9 shrink-0 place-items-center rounded-lg max-sm:hidden',
            broken ? 'bg-danger-soft text-danger' : data ? 'bg-accent-soft text-accent' : 'bg-sunken text-ink-2',
          )}
        >
          {broken ? <WarningIcon /> : <ShieldIcon />}
        </span>
        <div role="status" className="grid min-w-0 flex-1 basis-60">
          <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
            {broken ? <span className="text-danger">{t.broken(formats.number(data.problems.length))}</span> : data ? t.intact : `${t.title} · ${t.never}`}
            {data && (
              <span className="text-sm font-normal text-ink-3">
                {t.at} <Time at={new Date(dataUpdatedAt).toISOString()} />
              </span>
            )}
          </p>
          <p className="text-sm text-ink-2">
            {failed ? (
              <span className="text-danger">
                {t.failed}: {errorMessage(error)}
              </span>
            ) : broken ? (
              t.brokenText
            ) : data ? (
              t.intactText(formats.number(data.sealed), data.unsealed)
            ) : (
              t.text
            )}
          </p>
        </div>
        <Button busy={isFetching} icon={<ShieldIcon />} onClick={() => void refetch()}>
          {data ? t.again : t.run}
        </Button>
      </div>
      {broken && <Problems problems={data.problems} />}
      {data?.intact && data.head && (
        <details className="border-t border-line px-4 py-2.5 text-sm md:px-5">
          <summary className="w-fit text-ink-2 hover:text-ink">{t.head}</summary>
          <div className="grid max-w-xl gap-1.5 py-2">
            <CopyField label={t.head} value={data.head} />
            <p className="text-ink-3">{t.headText}</p>
          </div>
        </details>
      )}
    </section>
  )
}

function Problems({ problems }: { problems: AuditVerification['problems'] }) {
  const t = useTexts(auditTexts).verification
  const formats = useFormats()
  const number = (value: number | null) => (value === null ? null : formats.number(value))
  return (
    <div className="border-t border-line px-4 py-3 md:px-5">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it */}
      <ul tabIndex={0} aria-label={t.title} className="grid max-h-60 gap-1 overflow-y-auto text-sm">
        {problems.map(({ position, id, problem }) => (
          <li key={`${position} ${id} ${problem}`} className="flex gap-3">
            <span className="min-w-24 font-medium text-danger">{t.problems[problem]}</span>
            <span className="text-ink-2 tabular-nums">{t.where(number(position), number(id))}</span>
          </li>
        ))}
      </ul>
      {problems.length >= PROBLEMS_MAX && <p className="mt-2 text-sm text-ink-3">{t.most}</p>}
    </div>
  )
}
