import { useState } from 'react'
import type { Dashboard } from '#shared/dashboard.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { DaySlider } from '../ui/DaySlider.tsx'
import { Panel } from '../ui/Panel.tsx'
import { dashboardTexts } from './texts.ts'

/** The drawing's own units; it is stretched to the width of the page, so strokes are told not to stretch with it. */
const WIDTH = 600
const HEIGHT = 140
const BASE = HEIGHT - 1

type Day = Dashboard['trend'][number]

/** Above the largest value the next round one, so that a single item does not fill the height. */
export function ceilingOf(days: Day[]): number {
  const largest = Math.max(4, ...days.flatMap((day) => [day.created, day.questions]))
  const power = 10 ** Math.floor(Math.log10(largest))
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((round) => round >= largest) ?? largest
}

/** Bars are items, the line is questions. Pointer, touch or arrow keys tell the figures of a day; a table tells them to those who see no chart. */
export function Trend({ days }: { days: Day[] }) {
  const t = useTexts(dashboardTexts)
  const formats = useFormats()
  const [at, setAt] = useState<number | null>(null)
  const ceiling = ceilingOf(days)
  const step = WIDTH / Math.max(1, days.length)
  const y = (value: number) => BASE - (value / ceiling) * (HEIGHT - 8)
  const centre = (index: number) => index * step + step / 2
  const shown = days[at ?? days.length - 1]
  const quiet = days.every((each) => each.created === 0 && each.questions === 0)

  const dayText = (each: Day) => t.trend.on(formats.day(each.day), formats.number(each.created), formats.number(each.questions))

  return (
    <Panel
      title={t.trend.title}
      side={
        <span className="flex items-center justify-end gap-x-3 text-sm whitespace-nowrap text-ink-2 sm:gap-x-4">
          <span className="flex items-center gap-1.5">
            <span className="h-2.5 w-2.5 rounded-[3px] bg-accent" /> {t.trend.created}
          </span>
          <span className="flex items-center gap-1.5">
            <span className="h-0.5 w-3.5 rounded-full bg-warn" /> {t.trend.questions}
          </span>
        </span>
      }
    >
      <div className="px-4 pt-2 pb-3 md:px-5">
        <p aria-live="polite" className="h-5 truncate text-sm text-ink-2 tabular-nums">
          {quiet ? t.trend.quiet : shown && dayText(shown)}
        </p>
        <div className="mt-2.5 grid grid-cols-[auto_1fr] gap-x-2.5">
          <div aria-hidden="true" className="flex h-36 flex-col justify-between text-right text-xs leading-none text-ink-3 tabular-nums">
            <span>{formats.number(ceiling)}</span>
            <span>0</span>
          </div>
          <DaySlider label={t.trend.title} count={days.length} at={at} onAt={setAt} text={shown && dayText(shown)}>
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="block h-36 w-full overflow-visible">
              {[0.5, 1].map((part) => (
                <line
                  key={part}
                  x1="0"
                  x2={WIDTH}
                  y1={y(ceiling * part)}
                  y2={y(ceiling * part)}
                  className="stroke-line"
                  strokeDasharray="2 3"
                  vectorEffect="non-scaling-stroke"
                />
              ))}
              {at !== null && <rect x={at * step} y="0" width={step} height={HEIGHT} className="fill-hover" />}
              {days.map((each, index) => (
                <rect
                  key={each.day}
                  x={index * step + step * 0.2}
                  width={step * 0.6}
                  y={y(each.created)}
                  height={BASE - y(each.created)}
                  rx="1.5"
                  className="fill-accent"
                />
              ))}
              <line x1="0" x2={WIDTH} y1={BASE} y2={BASE} className="stroke-line-2" vectorEffect="non-scaling-stroke" />
              <polyline
                points={days.map((each, index) => `${centre(index)},${y(each.questions)}`).join(' ')}
                className="fill-none stroke-warn"
                strokeWidth="1.75"
                strokeLinejoin="round"
                strokeLinecap="round"
                vectorEffect="non-scaling-stroke"
              />
            </svg>
            <div aria-hidden="true" className="mt-1.5 flex justify-between text-xs text-ink-3">
              {[days.at(0), days.at(Math.floor(days.length / 2)), days.at(-1)].map((each) => each && <span key={each.day}>{formats.day(each.day)}</span>)}
            </div>
          </DaySlider>
        </div>
        <table className="sr-only">
          <caption>{t.trend.table}</caption>
          <thead>
            <tr>
              <th scope="col">{t.trend.day}</th>
              <th scope="col">{t.trend.created}</th>
              <th scope="col">{t.trend.questions}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((each) => (
              <tr key={each.day}>
                <th scope="row">{formats.day(each.day)}</th>
                <td>{formats.number(each.created)}</td>
                <td>{formats.number(each.questions)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
