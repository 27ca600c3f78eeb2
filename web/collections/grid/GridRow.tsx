import { memo } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import type { LivePerson } from '#shared/live.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import type { Column } from '../columns.ts'
import { OpenIcon } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import type { GridActions } from './GridActions.ts'
import { GridCell } from './GridCell.tsx'
import type { Editing } from './useCursor.ts'
import type { FillHandle } from './useFillHandle.ts'

/** Where a column stands: its place among all, and its own room in pixels. */
export type Placed = { column: Column; at: number; left: number; width: number }

export type GridRowProps = {
  item: CollectionItem | undefined
  index: number
  /** As people count: from 1, in each group anew. */
  number: number
  top: number
  height: number
  width: number
  head: number
  /** Those that stay at the left, the names first. */
  stuck: readonly Placed[]
  /** Those in view. */
  others: readonly Placed[]
  /** Place of the column with the cursor, where it is in this row. */
  active: number | null
  /** First and last place of the selected columns, where this row is selected. */
  selectedFrom: number
  selectedTo: number
  editing: Editing | null
  /** Place of the column with the corner of the selection, where it is in this row. */
  corner: number | null
  /** First and last place of the columns that are about to be filled. */
  filledFrom: number
  filledTo: number
  handle: FillHandle
  open: boolean
  /** Others who are in it. */
  people: readonly LivePerson[] | undefined
  /** How much was said of it. */
  comments: number
  touch: boolean
  denied: string | undefined
  actions: GridActions
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const {
    item,
    index,
    number,
    top,
    height,
    width,
    head,
    stuck,
    others,
    active,
    selectedFrom,
    selectedTo,
    editing,
    corner,
    filledFrom,
    filledTo,
    handle,
    open,
    people,
    comments,
    touch,
    denied,
    actions,
  } = props
  const t = useTexts(collectionTexts)
  const formats = useFormats()
  const cell = (placed: Placed, pinned: boolean) => (
    <GridCell
      key={placed.column.key}
      {...placed}
      pinned={pinned}
      item={item}
      row={index}
      active={active === placed.at}
      selected={placed.at >= selectedFrom && placed.at <= selectedTo}
      editing={active === placed.at ? editing : null}
      filled={placed.at >= filledFrom && placed.at <= filledTo}
      handle={corner === placed.at ? handle : null}
      comments={placed.at === 0 ? comments : 0}
      people={people?.filter(({ field }) => field === placed.column.key)}
      touch={touch}
      denied={denied}
      actions={actions}
    />
  )
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy={item ? undefined : true}
      style={{ top, height, width }}
      className={cx('group absolute left-0 border-b border-line', open ? 'bg-accent-soft' : 'bg-surface hover:bg-hover', active !== null && 'z-30')}
    >
      <div className={cx('sticky left-0 z-20 flex h-full w-fit in-data-scrolled:shadow-edge', open ? 'bg-accent-soft' : 'bg-surface group-hover:bg-hover')}>
        <div
          role="gridcell"
          aria-colindex={1}
          style={{ width: head }}
          className="flex shrink-0 items-center justify-center border-r border-line text-xs text-ink-3 tabular-nums"
        >
          <span className={cx('group-hover:hidden', touch && 'hidden')}>{formats.number(number)}</span>
          {item && (
            <span className={cx('items-center', touch ? 'flex' : 'hidden group-hover:flex')}>
              <IconButton icon={OpenIcon} size="small" label={`${t.openRow}: ${item.name}`} tabIndex={-1} onClick={() => actions.open(item)} />
            </span>
          )}
        </div>
        {stuck.map((placed) => cell(placed, true))}
      </div>
      {others.map((placed) => cell(placed, false))}
      {!item && (
        <div className="pointer-events-none absolute inset-y-0 right-4 flex items-center" style={{ left: head + 10 }}>
          <Skeleton className="h-4 w-40" />
        </div>
      )}
    </div>
  )
})
