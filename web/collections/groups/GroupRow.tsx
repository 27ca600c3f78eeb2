import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { ChevronDownIcon, ChevronRightIcon } from '../../ui/icons.tsx'
import { FigureText, PADDING } from '../figures/FigureText.tsx'
import type { Placed as PlacedColumn } from '../grid/GridRow.tsx'
import type { Columns } from '../useColumns.ts'
import { GroupValue } from './GroupValue.tsx'
import { groupTexts } from './texts.ts'
import type { Grouping, Placed } from './useGroupedRows.ts'

type Props = {
  grouping: Grouping
  placed: Placed
  top: number
  height: number
  width: number
  head: number
  stuck: readonly PlacedColumn[]
  others: readonly PlacedColumn[]
  columns: Columns
  /** Place of the column with the cursor, where it is in this line. */
  active: number | null
}

/** The head of a group: its value, how many rows it has, and what they come to. Enter and Space fold it, as does a click. */
export function GroupRow({ grouping, placed, top, height, width, head, stuck, others, columns, active }: Props) {
  const t = useTexts(groupTexts)
  const formats = useFormats()
  const { group, at, folded } = placed
  const [name, ...pinned] = stuck
  const Icon = folded ? ChevronRightIcon : ChevronDownIcon
  const figure = ({ column, at: place, left, width: wide }: PlacedColumn, isPinned: boolean) => {
    const figures = group.fields[column.key]
    const summary = columns.summaryOf(column)
    if (!isPinned && (!figures || summary === 'none')) return null
    return (
      <div
        key={column.key}
        role="gridcell"
        aria-colindex={place + 2}
        style={isPinned ? { width: wide } : { left, width: wide }}
        className={cx('flex h-full items-center justify-end truncate px-2.5 text-sm text-ink-2 tabular-nums', isPinned ? 'shrink-0' : 'absolute top-0')}
      >
        {figures && <FigureText column={column} summary={summary} figures={figures} room={wide - PADDING} />}
      </div>
    )
  }
  return (
    <div role="row" aria-rowindex={at + 2} data-group style={{ top, height, width }} className="absolute left-0 border-b border-line-2 bg-sunken">
      <div className="sticky left-0 z-20 flex h-full w-fit bg-sunken in-data-scrolled:shadow-edge">
        <div role="gridcell" aria-colindex={1} className="h-full" data-cell={`${at} ${active ?? 0}`} tabIndex={-1}>
          <button
            type="button"
            data-focus
            tabIndex={active === null ? -1 : 0}
            aria-expanded={!folded}
            onClick={() => grouping.toggle(placed)}
            style={{ width: head + (name?.width ?? 0) }}
            className={cx(
              'flex h-full min-w-0 items-center gap-2 px-3 text-left text-sm -outline-offset-2 hover:bg-hover',
              active !== null && 'outline-2 outline-accent outline-solid',
            )}
          >
            <Icon size={14} className="shrink-0 text-ink-3" />
            <span className="flex min-w-0 items-center truncate font-medium">
              <GroupValue column={grouping.column} by={grouping.by} value={group.value} />
            </span>
            <span className="shrink-0 text-ink-3 tabular-nums">
              <span className="sr-only">{t.rows(formats.number(group.count))}</span>
              <span aria-hidden="true">{formats.number(group.count)}</span>
            </span>
            {placed.rows > 0 && placed.rows < group.count && <span className="truncate text-xs text-ink-3">{t.farthest(formats.number(placed.rows))}</span>}
          </button>
        </div>
        {pinned.map((each) => figure(each, true))}
      </div>
      {others.map((each) => figure(each, false))}
    </div>
  )
}
