import { memo, type ReactNode } from 'react'
import type { Item, UpdateItem } from '#shared/items.ts'
import { useTexts } from '../i18n/texts.ts'
import { keptUntil } from '../records/keptUntil.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { cx } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { RestoreIcon, SidebarIcon, TrashIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { CellEditor, type Leave } from './CellEditor.tsx'
import { type Column, columnClass, columnsOf, type EditableField, gridOf } from './columns.ts'
import { Marked } from './Marked.tsx'
import { itemTexts } from './texts.ts'

/** What a row asks of the table; one object for all rows, the same at every drawing, so that a row is drawn again only for its own sake. */
export type RowActions = {
  select: (item: Item, range: boolean) => void
  open: (item: Item) => void
  restore: (item: Item) => void
  purge: (item: Item) => void
  save: (item: Item, changes: UpdateItem) => void
  leave: (index: number, field: EditableField, to: Leave) => void
}

export type RowProps = {
  item: Item
  index: number
  top: number
  q: string
  selected: boolean
  open: boolean
  trash: boolean
  /** How long what is in the trash is kept, in days; null for ever, undefined while unknown. */
  retention: number | null | undefined
  denied: string | undefined
  /** Why nothing may be deleted for good by this person. */
  deniedPurge: string | undefined
  /** The column of the cell with the cursor, where it is in this row. */
  active: Column | null
  editing: EditableField | null
  actions: RowActions
}

export const Row = memo(function Row({ item, index, top, q, selected, open, trash, retention, denied, deniedPurge, active, editing, actions }: RowProps) {
  const t = useTexts(itemTexts)

  const content = (column: Column): ReactNode => {
    if (column === 'select') {
      return (
        <Checkbox
          label={t.selectRow(item.name)}
          checked={selected}
          tabIndex={-1}
          onChange={(event) => actions.select(item, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        />
      )
    }
    if (column === 'details') {
      return trash ? (
        <>
          <IconButton icon={RestoreIcon} label={t.restore} size="small" tabIndex={-1} denied={denied} onClick={() => actions.restore(item)} />
          <IconButton icon={TrashIcon} label={t.purge} tone="danger" size="small" tabIndex={-1} denied={deniedPurge} onClick={() => actions.purge(item)} />
        </>
      ) : (
        <IconButton
          icon={SidebarIcon}
          label={t.detailsOf(item.name)}
          size="small"
          tabIndex={-1}
          onClick={() => actions.open(item)}
          className="-scale-x-100 text-ink-3"
        />
      )
    }
    if (column === 'name' || column === 'description') {
      if (editing === column)
        return <CellEditor item={item} field={column} onSave={(changes) => actions.save(item, changes)} onLeave={(to) => actions.leave(index, column, to)} />
      const text = item[column]
      return (
        <span className={cx('truncate', column === 'name' ? 'font-medium' : 'text-ink-2')}>
          {text ? <Marked text={text.length > 400 ? text.slice(0, 400) : text} q={q} /> : <span className="text-ink-3/0 group-hover:text-ink-3">—</span>}
        </span>
      )
    }
    const at = column === 'kept_until' ? keptUntil(item, retention) : item[column]
    if (column === 'kept_until' && retention === null) return <span className="truncate text-sm text-ink-3">{t.keptForEver}</span>
    return at && <Time at={at} className="truncate text-sm text-ink-3 tabular-nums" />
  }

  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
      className={cx(
        gridOf(trash),
        'group absolute inset-x-0 top-0 h-10 border-b border-line outline-none',
        selected ? 'bg-accent-soft' : open ? 'bg-hover' : 'hover:bg-hover/60',
        editing && 'z-10',
      )}
    >
      {columnsOf(trash).map((column, at) => (
        <div
          key={column}
          role="gridcell"
          aria-colindex={at + 1}
          tabIndex={active === column ? 0 : -1}
          data-cell={`${index}-${column}`}
          data-column={column}
          className={cx('relative flex min-w-0 items-center rounded-sm focus-visible:outline-offset-[-2px]', columnClass(column))}
        >
          {content(column)}
        </div>
      ))}
    </div>
  )
})
