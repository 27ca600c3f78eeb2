import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BudgetPeriod } from '#shared/usage.ts'
import { useFormats } from '../i18n/format.ts'
import { useMoney } from '../i18n/money.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/classes.ts'
import { Panel } from '../ui/Panel.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { LimitsDialog } from './LimitsDialog.tsx'
import { budgetQuery, setOwnLimits } from './queries.ts'
import { usageTexts } from './texts.ts'

/** From here on it is said that a budget comes to its end. */
const NEAR = 0.8

/** What the reader may still spend, and a limit that they set for themselves. */
export function BudgetPanel() {
  const t = useTexts(usageTexts)
  const query = useQuery(budgetQuery)
  const [open, setOpen] = useState(false)
  const state = query.data
  return (
    <Panel
      title={t.budget.title}
      side={
        <Button size="small" disabled={!state} onClick={() => setOpen(true)}>
          {t.budget.own}
        </Button>
      }
    >
      {query.isError && !state ? (
        <QueryFailed query={query} />
      ) : (
        <div className="grid gap-x-8 gap-y-4 px-4 py-4 md:grid-cols-2 md:px-5">
          {state ? (
            <>
              <Period name={t.budget.day} period={state.day} />
              <Period name={t.budget.month} period={state.month} />
            </>
          ) : (
            <>
              <Skeleton className="h-16 w-full" />
              <Skeleton className="h-16 w-full" />
            </>
          )}
        </div>
      )}
      {open && state && (
        <LimitsDialog
          title={t.budget.own}
          text={t.budget.ownText}
          start={state.own}
          saved={t.budget.saved}
          save={setOwnLimits}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  )
}

function Period({ name, period: { spent, reserved, limit, source, resets_at } }: { name: string; period: BudgetPeriod }) {
  const t = useTexts(usageTexts)
  const { full } = useFormats()
  const money = useMoney()
  const share = limit === null ? 0 : Number(limit) === 0 ? 1 : Math.min(1, Number(spent) / Number(limit))
  const tone = share >= 1 ? 'bg-danger' : share >= NEAR ? 'bg-warn' : 'bg-accent'
  const told = limit === null ? t.budget.unlimited(money(spent)) : t.budget.of(money(spent), money(limit))
  return (
    <div className="grid content-start gap-1.5">
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{name}</span>
        <span className="tabular-nums">{told}</span>
      </p>
      {limit !== null && (
        <div
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={told}
          className="h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div className={cx('h-full rounded-full', tone)} style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {share >= NEAR && <p className={cx('text-sm', share >= 1 ? 'text-danger' : 'text-warn')}>{share >= 1 ? t.budget.exhausted : t.budget.near}</p>}
      <p className="text-sm text-ink-3 empty:hidden">
        {[source && t.budget.source[source], limit !== null && t.budget.resets(full(resets_at)), Number(reserved) > 0 && t.budget.reserved(money(reserved))]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  )
}
