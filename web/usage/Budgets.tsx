import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Budget } from '#shared/usage.ts'
import { useMoney } from '../i18n/money.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Field } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { EditIcon, MoneyIcon, PlusIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Select } from '../ui/Select.tsx'
import { LimitsDialog } from './LimitsDialog.tsx'
import { budgetsQuery, peopleQuery, rolesQuery, setBudget } from './queries.ts'
import { usageTexts } from './texts.ts'

type Whom = Pick<Budget, 'scope' | 'subject' | 'name'>

/** What roles and people may spend. */
export function Budgets() {
  const t = useTexts(usageTexts)
  const money = useMoney()
  const query = useQuery(budgetsQuery)
  const [editing, setEditing] = useState<Budget | null>(null)
  const [adding, setAdding] = useState(false)
  const add = (
    <Button tone="primary" icon={<PlusIcon />} onClick={() => setAdding(true)}>
      {t.budgets.add}
    </Button>
  )
  const limit = (amount: string | null) => (amount === null ? <span className="text-ink-3">{t.budgets.no}</span> : money(amount))
  return (
    <>
      {query.isPending ? (
        <ListToBe framed />
      ) : query.isError ? (
        <QueryFailed query={query} />
      ) : query.data.length === 0 ? (
        <EmptyState icon={MoneyIcon} title={t.budgets.empty} text={t.budgets.emptyText} action={add} />
      ) : (
        <Panel title={t.budgets.title} side={add}>
          <p className="px-4 py-3 text-sm text-ink-2 md:px-5">{t.budgets.text}</p>
          <table className="w-full table-fixed text-sm">
            <thead>
              <tr className="text-left text-ink-3">
                <th scope="col" className="px-4 py-2 font-medium md:px-5">
                  {t.budgets.whom}
                </th>
                <th scope="col" className="w-24 px-2 py-2 text-right font-medium md:w-40">
                  {t.budget.day}
                </th>
                <th scope="col" className="w-24 px-2 py-2 text-right font-medium md:w-40">
                  {t.budget.month}
                </th>
                <th scope="col" className="w-14">
                  <span className="sr-only">{t.budgets.change}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((budget) => (
                <tr key={`${budget.scope} ${budget.subject}`} className="border-t border-line">
                  <th scope="row" className="truncate px-4 py-1.5 text-left font-normal md:px-5">
                    {t.budgets[budget.scope](budget.name)}
                  </th>
                  <td className="px-2 py-1.5 text-right tabular-nums">{limit(budget.day)}</td>
                  <td className="px-2 py-1.5 text-right tabular-nums">{limit(budget.month)}</td>
                  <td className="py-1.5 pr-3 text-right">
                    <IconButton icon={EditIcon} size="small" label={t.budgets.edit(budget.name)} onClick={() => setEditing(budget)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      {editing && (
        <LimitsDialog
          title={t.budgets.edit(editing.name)}
          start={{ day: editing.day, month: editing.month }}
          saved={t.budgets.savedFor(editing.name)}
          save={(limits) => setBudget(editing, limits)}
          onClose={() => setEditing(null)}
        />
      )}
      {adding && <AddBudget onClose={() => setAdding(false)} />}
    </>
  )
}

function AddBudget({ onClose }: { onClose: () => void }) {
  const t = useTexts(usageTexts)
  const roles = useQuery(rolesQuery).data ?? []
  const people = useQuery(peopleQuery).data?.users ?? []
  const [chosen, setChosen] = useState('')
  const all: Whom[] = [
    ...roles.map(({ slug, name }) => ({ scope: 'role' as const, subject: slug, name })),
    ...people.map(({ id, name }) => ({ scope: 'user' as const, subject: id, name })),
  ]
  const idOf = ({ scope, subject }: Whom) => `${scope}:${subject}`
  const whom = all.find((each) => idOf(each) === chosen) ?? all[0]
  return (
    <LimitsDialog
      title={t.budgets.add}
      text={t.budgets.text}
      start={{ day: null, month: null }}
      saved={t.budgets.savedFor(whom?.name ?? '')}
      save={async (limits) => whom && setBudget(whom, limits)}
      onClose={onClose}
    >
      <Field label={t.budgets.whom}>
        {(control) => (
          <Select
            {...control}
            value={whom ? idOf(whom) : ''}
            onChange={setChosen}
            options={all.map((each) => ({ value: idOf(each), label: t.budgets[each.scope](each.name) }))}
          />
        )}
      </Field>
    </LimitsDialog>
  )
}
