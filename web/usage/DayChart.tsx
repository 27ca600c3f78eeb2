import { useState } from 'react'
import type { UsageRow } from '#shared/usage.ts'
import { useFormats } from '../i18n/format.ts'
import { useMoney } from '../i18n/money.ts'
import { useTexts } from '../i18n/texts.ts'
import { DaySlider } from '../ui/DaySlider.tsx'
import { Panel } from '../ui/Panel.tsx'
import { usageTexts } from './texts.ts'

/** The drawing's own units; it is stretched to the width of the page. */
const WIDTH = 600
const HEIGHT = 140

/** What each day cost. Pointer, touch or arrow keys tell the figures of a day; a table tells them to those who see no chart. */
export function DayChart({ days }: { days: UsageRow[] }) {
  const t = useTexts(usageTexts)
  const { day, number } = useFormats()
  const money = useMoney()
  const [at, setAt] = useState<number | null>(null)
  const most = Math.max(...days.map(({ cost }) => Number(cost)), 0)
  const step = WIDTH / Math.max(1, days.length)
  const shown = days[at ?? days.length - 1]
  const tell = (row: UsageRow) => t.onDay(day(row.key ?? ''), money(row.cost), number(row.calls))

  return (
    <Panel title={t.days}>
      <div className="px-4 pt-2 pb-3 md:px-5">
        <p aria-live="polite" className="h-5 truncate text-sm text-ink-2 tabular-nums">
          {shown && tell(shown)}
        </p>
        <DaySlider label={t.days} count={days.length} at={at} onAt={setAt} text={shown && tell(shown)} className="mt-2.5">
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="block h-36 w-full">
            {at !== null && <rect x={at * step} y="0" width={step} height={HEIGHT} className="fill-hover" />}
            {days.map((row, index) => {
              const height = most > 0 ? (Number(row.cost) / most) * (HEIGHT - 8) : 0
              return (
                <rect
                  key={row.key}
                  x={index * step + step * 0.15}
                  width={step * 0.7}
                  y={HEIGHT - 1 - height}
                  height={height}
                  rx="1.5"
                  className="fill-accent"
                />
              )
            })}
            <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} className="stroke-line-2" vectorEffect="non-scaling-stroke" />
          </svg>
          <div aria-hidden="true" className="mt-1.5 flex justify-between text-xs text-ink-3">
            {[days.at(0), days.at(-1)].map((row) => row?.key && <span key={row.key}>{day(row.key)}</span>)}
          </div>
        </DaySlider>
        <table className="sr-only">
          <caption>{t.days}</caption>
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              <th scope="col">{t.cost}</th>
              <th scope="col">{t.calls}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((row) => (
              <tr key={row.key}>
                <th scope="row">{day(row.key ?? '')}</th>
                <td>{money(row.cost)}</td>
                <td>{number(row.calls)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
