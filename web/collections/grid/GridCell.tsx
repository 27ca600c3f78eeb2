import type { CollectionItem } from '#shared/items.ts'
import type { LivePerson } from '#shared/live.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { cx } from '../../ui/classes.ts'
import { type Column, isWritable, valueOf } from '../columns.ts'
import { CommentCount } from '../comments/CommentCount.tsx'
import { CellPeople } from '../live/CellPeople.tsx'
import { CellValue } from '../values/CellValue.tsx'
import { CellInput, CURSOR_CELL } from './CellInput.tsx'
import type { GridActions } from './GridActions.ts'
import type { Editing } from './useCursor.ts'
import type { FillHandle } from './useFillHandle.ts'

type Props = {
  column: Column
  at: number
  left: number
  width: number
  pinned: boolean
  item: CollectionItem | undefined
  row: number
  active: boolean
  selected: boolean
  editing: Editing | null
  /** About to be filled. */
  filled: boolean
  /** Of the cell at the corner of the selection. */
  handle: FillHandle | null
  people: readonly LivePerson[] | undefined
  /** How much was said of the row; 0 in all cells but its name. */
  comments: number
  touch: boolean
  denied: string | undefined
  actions: GridActions
}

export function GridCell({
  column,
  at,
  left,
  width,
  pinned,
  item,
  row,
  active,
  selected,
  editing,
  filled,
  handle,
  people,
  comments,
  touch,
  denied,
  actions,
}: Props) {
  const writable = isWritable(column) && !denied
  const value = item ? valueOf(item, column) : null
  // A finger's keyboard is to come only when something is written.
  const typed = active && item && writable && !touch && column.type !== 'checkbox' && column.type !== 'attachment'
  return (
    <div
      id={typed ? CURSOR_CELL : undefined}
      role="gridcell"
      data-cell={`${row} ${at}`}
      data-column={column.key}
      aria-colindex={at + 2}
      aria-selected={selected}
      // oxlint-disable-next-line jsx-a11y/role-supports-aria-props -- WAI-ARIA has it for gridcells
      aria-readonly={writable ? undefined : true}
      tabIndex={active && !typed ? 0 : -1}
      style={pinned ? { width } : { left, width }}
      className={cx(
        'flex h-full items-center gap-1 overflow-hidden border-r border-line px-2.5 whitespace-nowrap outline-none select-none',
        pinned ? 'relative shrink-0' : 'absolute top-0',
        column.builtIn === 'name' && 'font-medium',
        (column.type === 'number' || column.type === 'currency') && 'justify-end tabular-nums',
        selected && 'bg-accent-soft',
        filled && 'bg-accent-soft outline-1 -outline-offset-1 outline-accent outline-dashed',
        active && 'outline-2 -outline-offset-2 outline-accent outline-solid',
        editing && 'overflow-visible',
      )}
    >
      {item && column.type === 'checkbox' ? (
        <Checkbox
          label={`${column.name}: ${item.name}`}
          checked={value === true}
          disabled={!writable}
          tabIndex={-1}
          onChange={() => actions.save(item, { [column.key]: value !== true })}
        />
      ) : (
        <CellValue column={column} value={value} />
      )}
      {item && comments > 0 && <CommentCount count={comments} onOpen={() => actions.open(item)} />}
      {handle && item && (
        // By key it is Ctrl+D; a press on it moves no cursor.
        <div
          aria-hidden
          data-fill
          {...handle}
          onMouseDown={(event) => event.stopPropagation()}
          className={cx('absolute right-0 bottom-0 z-40 cursor-crosshair touch-none bg-accent', touch ? 'size-4' : 'size-2')}
        />
      )}
      {people && people.length > 0 && <CellPeople people={people} atEnd={column.type === 'number' || column.type === 'currency'} />}
      {typed && <CellInput key={item.id} column={column} item={item} editing={editing} actions={actions} />}
    </div>
  )
}
