import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { Menu } from '../../ui/Menu.tsx'
import type { Placed } from '../grid/GridRow.tsx'
import type { RowSearch } from '../search.ts'
import type { Columns } from '../useColumns.ts'
import { FigureText, PADDING, widthOf } from './FigureText.tsx'
import { aggregateQuery } from './queries.ts'
import { summariesOf, summaryText } from './summaries.ts'
import { figureTexts } from './texts.ts'

/** In pixels, between what a figure is and the figure. */
const GAP = 6

type Props = {
  slug: string
  shown: RowSearch
  columns: Columns
  height: number
  width: number
  head: number
  stuck: readonly Placed[]
  others: readonly Placed[]
}

/** At the foot of the grid: what each column comes to, of the rows that are found. */
export function SummaryRow({ slug, shown, columns, height, width, head, stuck, others }: Props) {
  const t = useTexts(figureTexts)
  const formats = useFormats()
  const [all, setAll] = useState(false)
  const fields = columns.summed
  const wanted = { q: shown.q, filter: shown.filter, fields }
  const some = useQuery({ ...aggregateQuery(slug, wanted), enabled: fields.length > 0 })
  const whole = useQuery({ ...aggregateQuery(slug, wanted, true), enabled: fields.length > 0 && all && some.data?.exact === false })
  const { data = some.data } = whole
  const busy = some.isPending || some.isPlaceholderData
  const cell = ({ column, at, left, width: wide }: Placed, pinned: boolean) => {
    const summary = columns.summaryOf(column)
    const figures = data?.fields[column.key]
    const told = summary !== 'none' && !some.isError && !busy && figures !== undefined
    // Of the two the figure is what is looked for.
    const room = wide - PADDING
    const text = told ? summaryText(column, summary, figures, formats) : ''
    const alone = told && widthOf(t.short[summary]) + GAP + widthOf(text) > room
    return (
      <div
        key={column.key}
        role="gridcell"
        data-summary={column.key}
        aria-colindex={at + 2}
        style={pinned ? { width: wide } : { left, width: wide }}
        className={cx('flex h-full border-r border-line', pinned ? 'relative shrink-0' : 'absolute top-0')}
      >
        <Menu
          label={t.choose(column.name)}
          items={summariesOf(column).map((one) => ({ label: t.names[one], checked: one === summary, onSelect: () => columns.setSummary(column, one) }))}
          trigger={(props) => (
            <button
              type="button"
              aria-label={summary === 'none' ? t.choose(column.name) : undefined}
              data-tip={alone ? `${t.names[summary]} · ${t.choose(column.name)}` : t.choose(column.name)}
              {...props}
              className="group/sum flex h-full min-w-0 flex-1 items-center justify-end gap-1.5 px-2.5 text-sm -outline-offset-2 hover:bg-hover"
            >
              <span
                className={cx(
                  alone ? 'sr-only' : 'min-w-0 shrink-[100] truncate text-ink-3',
                  summary === 'none' && 'opacity-0 group-hover/sum:opacity-100 group-focus-visible/sum:opacity-100',
                )}
              >
                {t.short[summary]}
              </span>
              {summary !== 'none' && (
                <span className="flex min-w-0 font-medium tabular-nums">
                  {told ? <FigureText column={column} summary={summary} figures={figures} room={room} /> : some.isError ? t.failed : t.pending}
                </span>
              )}
            </button>
          )}
        />
      </div>
    )
  }
  return (
    <div role="rowgroup" className="sticky bottom-0 z-40">
      <div role="row" aria-label={t.row} style={{ height, width }} className="relative border-t border-line-2 bg-paper">
        <div className="sticky left-0 z-20 flex h-full w-fit bg-paper in-data-scrolled:shadow-edge">
          <div role="gridcell" aria-colindex={1} style={{ width: head }} className="flex shrink-0 items-center justify-center border-r border-line text-ink-3">
            {data?.exact === false ? (
              <button
                type="button"
                aria-label={`${t.newest(formats.number(data.examined))}. ${t.all}`}
                data-tip={all ? t.allBusy : `${t.newest(formats.number(data.examined))} · ${t.all}`}
                onClick={() => setAll(true)}
                className="h-full w-full hover:bg-hover"
              >
                ≥
              </button>
            ) : (
              <span aria-hidden="true">Σ</span>
            )}
          </div>
          {stuck.map((placed) => cell(placed, true))}
        </div>
        {others.map((placed) => cell(placed, false))}
      </div>
    </div>
  )
}
