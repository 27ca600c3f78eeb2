import { type Purpose, purposes, type UsageReport, type UsageRow } from '#shared/usage.ts'
import { useFormats } from '../i18n/format.ts'
import { useMoney } from '../i18n/money.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { Panel } from '../ui/Panel.tsx'
import { Select } from '../ui/Select.tsx'
import { type Group, groupsOf, type View } from './search.ts'
import { usageTexts } from './texts.ts'

type Props = { report: UsageReport; view: View; by: Group; onBy: (by: Group) => void }

/** What cost most: a table whose rows are bars as well. */
export function GroupTable({ report, view, by, onBy }: Props) {
  const t = useTexts(usageTexts)
  const { number } = useFormats()
  const money = useMoney()
  const most = Math.max(...report.rows.map(({ cost }) => Number(cost)), 0)
  const groups = groupsOf(view)
  return (
    <Panel
      title={t.breakdown}
      side={
        <Select
          aria-label={t.by}
          value={by}
          onChange={(value) => onBy(groups.find((group) => group === value) ?? 'model')}
          options={groups.map((group) => ({ value: group, label: t.groups[group] }))}
        />
      }
    >
      <table className="w-full table-fixed text-sm">
        <caption className="sr-only">{t.groups[by]}</caption>
        <thead>
          <tr className="text-left text-ink-3">
            <th scope="col" className="px-4 py-2 font-medium md:px-5">
              {t.columns[by]}
            </th>
            <th scope="col" className="w-20 px-2 py-2 text-right font-medium max-md:hidden">
              {t.calls}
            </th>
            <th scope="col" className="w-28 px-2 py-2 text-right font-medium max-md:hidden">
              {t.tokensIn}
            </th>
            <th scope="col" className="w-28 px-2 py-2 text-right font-medium max-md:hidden">
              {t.tokensOut}
            </th>
            <th scope="col" className="w-32 px-4 py-2 text-right font-medium md:px-5">
              {t.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.key ?? ''} className="border-t border-line">
              <th scope="row" className="px-4 py-2 text-left font-normal md:px-5">
                <span className="block truncate">
                  <Name row={row} by={by} />
                </span>
                <span aria-hidden="true" className="mt-1 block h-1.5 overflow-hidden rounded-full bg-sunken">
                  <span className="block h-full rounded-full bg-accent" style={{ width: `${most > 0 ? (Number(row.cost) / most) * 100 : 0}%` }} />
                </span>
              </th>
              <td className="px-2 py-2 text-right tabular-nums max-md:hidden">{number(row.calls)}</td>
              <td className="px-2 py-2 text-right tabular-nums max-md:hidden">{number(row.prompt_tokens)}</td>
              <td className="px-2 py-2 text-right tabular-nums max-md:hidden">{number(row.completion_tokens)}</td>
              <td className="px-4 py-2 text-right tabular-nums md:px-5">{money(row.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.more && <p className="border-t border-line px-4 py-2 text-sm text-ink-3 md:px-5">{t.more}</p>}
    </Panel>
  )
}

const isPurpose = (key: string): key is Purpose => purposes.some((purpose) => purpose === key)

function Name({ row: { key, label }, by }: { row: UsageRow; by: Group }) {
  const t = useTexts(usageTexts)
  if (key === null) return <span className="text-ink-3">{t.none[by]}</span>
  if (by === 'model') return key
  if (by === 'purpose') return isPurpose(key) ? t.purposes[key] : key
  if (label === null) return <span className="text-ink-3">{t.gone}</span>
  if (by !== 'session') return label
  return (
    <Link href={paths.chat(key)} className="underline decoration-current/30 underline-offset-3 hover:text-accent">
      {label}
    </Link>
  )
}
