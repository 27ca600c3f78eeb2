import type { PointerEvent as ReactPointerEvent } from 'react'
import { parseSort } from '#shared/items.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ArrowDownIcon, ChevronDownIcon, PlusIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { sortFieldOf } from '../columns.ts'
import { ArrowUpIcon, typeIcons } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import type { Placed } from './GridRow.tsx'
import { HEAD } from './useCursor.ts'

/** In pixels: what is left for the button that adds a field. */
export const ADD_WIDTH = 48

type Props = {
  height: number
  width: number
  head: number
  /** How many columns there are. */
  columns: number
  /** Those that stay at the left, the names first. */
  stuck: readonly Placed[]
  others: readonly Placed[]
  active: number | null
  /** `-name` and the like. */
  sort: string
  manageDenied: string | undefined
  menuOf: (placed: Placed) => MenuItem[]
  onResize: (placed: Placed, width: number) => void
  onAddField: () => void
}

export function GridHeader({ height, width, head, columns, stuck, others, active, sort, manageDenied, menuOf, onResize, onAddField }: Props) {
  const t = useTexts(collectionTexts)
  const cell = (placed: Placed, pinned: boolean) => (
    <HeaderCell key={placed.column.key} placed={placed} pinned={pinned} active={active === placed.at} sort={sort} items={menuOf(placed)} onResize={onResize} />
  )
  return (
    <div role="row" aria-rowindex={1} style={{ height, width }} className="relative border-b border-line-2 bg-paper text-sm text-ink-2">
      <div className="sticky left-0 z-20 flex h-full w-fit bg-paper in-data-scrolled:shadow-edge">
        <div role="columnheader" aria-colindex={1} style={{ width: head }} className="flex shrink-0 items-center justify-center border-r border-line">
          <span className="sr-only">{t.rowNumber}</span>
        </div>
        {stuck.map((placed) => cell(placed, true))}
      </div>
      {others.map((placed) => cell(placed, false))}
      <div role="columnheader" aria-colindex={columns + 2} className="absolute inset-y-0 right-0 flex items-center justify-center" style={{ width: ADD_WIDTH }}>
        <IconButton icon={PlusIcon} size="small" label={t.addField} denied={manageDenied} onClick={onAddField} />
      </div>
    </div>
  )
}

type CellProps = {
  placed: Placed
  pinned: boolean
  active: boolean
  sort: string
  items: MenuItem[]
  onResize: Props['onResize']
}

function HeaderCell({ placed, pinned, active, sort, items, onResize }: CellProps) {
  const t = useTexts(collectionTexts)
  const { column, at, left, width } = placed
  const Icon = typeIcons[column.type]
  const field = sortFieldOf(column)
  const sorted = parseSort(sort)
  const place = sorted.findIndex((one) => one.field === field)
  const direction = field === null ? undefined : place < 0 ? 'none' : sorted[place]?.descending ? 'descending' : 'ascending'

  const drag = (event: ReactPointerEvent<HTMLElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const handle = event.currentTarget
    const from = event.clientX
    handle.setPointerCapture(event.pointerId)
    const move = (now: PointerEvent) => onResize(placed, width + now.clientX - from)
    const end = () => {
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', end)
      handle.removeEventListener('pointercancel', end)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
    handle.addEventListener('pointercancel', end)
  }

  return (
    <div
      role="columnheader"
      data-cell={`${HEAD} ${at}`}
      aria-colindex={at + 2}
      aria-sort={direction}
      tabIndex={-1}
      style={pinned ? { width } : { left, width }}
      className={cx('flex h-full border-r border-line outline-none', pinned ? 'relative shrink-0' : 'absolute top-0')}
    >
      <Menu
        label={t.columnMenu(column.name)}
        items={items}
        trigger={(props) => (
          <button
            type="button"
            {...props}
            // Arrows alone move from cell to cell.
            onKeyDown={(event) => event.altKey && props.onKeyDown(event)}
            data-focus
            tabIndex={active ? 0 : -1}
            data-tip={column.description ?? t.types[column.type]}
            className="group/head flex h-full min-w-0 flex-1 items-center gap-1.5 px-2.5 text-left font-medium -outline-offset-2 hover:bg-hover hover:text-ink"
          >
            <Icon size={14} className="shrink-0 text-ink-3" />
            <span className="min-w-0 flex-1 truncate">{column.name}</span>
            {place >= 0 && sorted.length > 1 && <span className="text-xs text-ink-3 tabular-nums">{place + 1}</span>}
            {direction === 'ascending' && <ArrowUpIcon size={13} className="shrink-0 text-accent" />}
            {direction === 'descending' && <ArrowDownIcon size={13} className="shrink-0 text-accent" />}
            <ChevronDownIcon size={13} className="shrink-0 opacity-0 group-hover/head:opacity-60 group-aria-expanded/head:opacity-60" />
          </button>
        )}
      />
      {/* Keys do the same through the menu. */}
      <span
        aria-hidden="true"
        data-resize={column.key}
        onPointerDown={drag}
        className="absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/40 pointer-coarse:-right-2 pointer-coarse:w-4"
      />
    </div>
  )
}
