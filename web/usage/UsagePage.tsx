import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UsageFigures } from '#shared/usage.ts'
import { errorMessage } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { useMoney } from '../i18n/money.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { paths } from '../paths.ts'
import { Forbidden } from '../permissions/Forbidden.tsx'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { download } from '../ui/download.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { DownloadIcon, MoneyIcon, XIcon } from '../ui/icons.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { toast } from '../ui/Toast.tsx'
import { Views } from '../ui/Views.tsx'
import { BudgetPanel } from './BudgetPanel.tsx'
import { Budgets } from './Budgets.tsx'
import { DayChart } from './DayChart.tsx'
import { GroupTable } from './GroupTable.tsx'
import { exportUsage, usageQuery } from './queries.ts'
import { RangePicker } from './RangePicker.tsx'
import { type UsageSearch, useUsageSearch, views } from './search.ts'
import { usageTexts } from './texts.ts'

/** What models were asked, what it cost, and what may still be spent. */
export function UsagePage() {
  const t = useTexts(usageTexts)
  const { search, change } = useUsageSearch()
  const administers = useCan('users:manage')
  const asks = useCan('chat:use')
  useTitle(`${t.views[search.view]} · ${t.title}`)
  if (search.view === 'own' ? !asks : !administers) return <Forbidden permission={search.view === 'own' ? 'chat:use' : 'users:manage'} />
  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 gap-4 px-4 py-4 md:px-6 md:py-5">
      <h1 className="flex min-h-8 items-center text-xl font-semibold">{t.title}</h1>
      {administers && (
        <div className="flex">
          <Views label={t.viewsLabel} views={views.map((view) => ({ label: t.views[view], href: paths.usage({ view }), here: view === search.view }))} />
        </div>
      )}
      {search.view === 'budgets' ? <Budgets /> : <Report key={search.view} search={search} change={change} whose={search.view} />}
    </div>
  )
}

type Props = { search: UsageSearch; change: (changes: Partial<UsageSearch>) => void; whose: 'own' | 'workspace' }

function Report({ search, change, whose }: Props) {
  const t = useTexts(usageTexts)
  const days = useQuery(usageQuery(whose, search, 'day'))
  const groups = useQuery(usageQuery(whose, search, search.by))
  return (
    <>
      {whose === 'own' && <BudgetPanel />}
      <div className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <RangePicker search={search} change={change} />
        {search.key && <OneKey search={search} whose={whose} onAll={() => change({ key: '' })} />}
        <span className="flex-1 max-sm:hidden" />
        <Export whose={whose} search={search} />
      </div>
      {days.isPending ? (
        <>
          <Skeleton className="h-20 w-full rounded-xl" />
          <Skeleton className="h-56 w-full rounded-xl" />
        </>
      ) : days.isError ? (
        <QueryFailed query={days} />
      ) : days.data.total.calls === 0 ? (
        <EmptyState icon={MoneyIcon} title={t.empty} text={t.emptyText} />
      ) : (
        <>
          <Totals total={days.data.total} />
          <DayChart days={days.data.rows} />
          {groups.data ? (
            <GroupTable report={groups.data} view={search.view} by={search.by} onBy={(by) => change({ by })} />
          ) : groups.isError ? (
            <QueryFailed query={groups} />
          ) : (
            <Skeleton className="h-56 w-full rounded-xl" />
          )}
        </>
      )}
    </>
  )
}

/** That only the calls of one API key are shown, and the way back to all. */
function OneKey({ search, whose, onAll }: Omit<Props, 'change'> & { onAll: () => void }) {
  const t = useTexts(usageTexts)
  const { data } = useQuery(usageQuery(whose, search, 'key'))
  return (
    <p className="col-span-2 flex h-8 w-fit max-w-full sm:max-w-72 min-w-0 items-center gap-1 rounded-md border border-line-2 bg-surface pr-1 pl-2.5 pointer-coarse:h-11 pointer-coarse:pr-0">
      <span className="min-w-0 truncate">{t.onlyKey(data?.rows[0]?.label ?? t.someKey)}</span>
      <IconButton icon={XIcon} label={t.allKeys} size="small" onClick={onAll} />
    </p>
  )
}

function Totals({ total }: { total: UsageFigures }) {
  const t = useTexts(usageTexts)
  const { number } = useFormats()
  const money = useMoney()
  const figures = [
    { label: t.cost, value: money(total.cost), note: Number(total.saved) > 0 ? t.saved(money(total.saved)) : null },
    { label: t.calls, value: number(total.calls), note: total.pending > 0 ? t.pending(number(total.pending)) : null },
    { label: t.tokensIn, value: number(total.prompt_tokens), note: null },
    { label: t.tokensOut, value: number(total.completion_tokens), note: null },
  ]
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
      {figures.map(({ label, value, note }) => (
        <div key={label} className="grid content-start gap-1 bg-surface px-4 py-3.5 md:px-5">
          <dt className="text-sm text-ink-2">{label}</dt>
          <dd className="text-xl font-semibold tracking-tight tabular-nums sm:text-2xl">{value}</dd>
          {note && <dd className="text-sm text-ink-3">{note}</dd>}
        </div>
      ))}
    </dl>
  )
}

function Export({ whose, search }: Omit<Props, 'change'>) {
  const t = useTexts(usageTexts)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      download(`deskmate-usage-${search.from}-${search.to}.csv`, await exportUsage(whose, search))
      toast({ text: textsNow(usageTexts).exported })
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(usageTexts).exportFailed(errorMessage(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button className="max-sm:col-span-2" busy={busy} icon={<DownloadIcon />} onClick={() => void run()}>
      {t.export}
    </Button>
  )
}
