import { type FocusEvent, type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react'
import type { Item } from '#shared/items.ts'
import { useTexts } from '../i18n/texts.ts'
import { toast } from '../ui/Toast.tsx'
import { useRows } from '../ui/useRows.ts'
import { columnsOf, isEditable, ROW_HEIGHT } from './columns.ts'
import { Header } from './Header.tsx'
import type { ListProps } from './ListProps.ts'
import { More } from './More.tsx'
import { Row, type RowActions } from './Row.tsx'
import { itemTexts } from './texts.ts'
import { useCells } from './useCells.ts'

const HEADER_HEIGHT = 36
const OVERSCAN = 12
const PAGE_STEP = 15

/** The items as a grid of cells: arrows move, Enter edits, Space selects. Only the rows in view exist. */
export function Table(props: ListProps) {
  const { items, total, search, selection, denied, onSort, onOpen, onClose, onRemove, onSave, onRestore, onPurge, onReach } = props
  const t = useTexts(itemTexts)
  const columns = columnsOf(search.trash)
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, total: height, show } = useRows({ count: items.length, height: ROW_HEIGHT, overscan: OVERSCAN, above: HEADER_HEIGHT, scroller })
  const cells = useCells(columns, items, scroller, show, !search.trash && !denied)

  const last = rows.at(-1)?.index ?? 0
  useEffect(() => onReach(last), [last, onReach])

  const latest = useRef({ cells, selection, onOpen, onSave, onRestore, onPurge })
  latest.current = { cells, selection, onOpen, onSave, onRestore, onPurge }
  const actions = useMemo<RowActions>(
    () => ({
      select: (item, range) => latest.current.selection.toggle(item, range),
      open: (item) => latest.current.onOpen(item),
      restore: (item) => latest.current.onRestore([item]),
      purge: (item) => latest.current.onPurge([item]),
      save: (item, changes) => latest.current.onSave({ base: item, changes }),
      leave: (index, field, to) => latest.current.cells.leave(index, field, to),
    }),
    [],
  )

  const cellOf = (target: EventTarget) => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null
    const [row = '', name = ''] = cell?.dataset.cell?.split('-') ?? []
    const column = columns.findIndex((known) => known === name)
    return cell && column >= 0 ? { row: Number(row), column } : null
  }

  const onFocus = (event: FocusEvent) => {
    const cell = cellOf(event.target)
    if (cell) cells.follow(cell.row, cell.column)
  }

  const refuse = () => denied && !search.trash && toast({ text: denied, tone: 'failed' })
  const onDoubleClick = (event: MouseEvent) => {
    const cell = cellOf(event.target)
    const column = cell ? columns[cell.column] : undefined
    if (!cell || !isEditable(column)) return
    if (denied) refuse()
    else cells.edit(cell.row, column)
  }

  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || !cellOf(event.target)) return
    const { row, column } = cells.active
    const item = items[row]
    const far = event.ctrlKey || event.metaKey
    const keys: Record<string, () => void> = {
      ArrowDown: () => cells.focus(far ? items.length - 1 : row + 1, column),
      ArrowUp: () => cells.focus(far ? 0 : row - 1, column),
      ArrowRight: () => cells.sideways(1),
      ArrowLeft: () => cells.sideways(-1),
      PageDown: () => cells.focus(row + PAGE_STEP, column),
      PageUp: () => cells.focus(row - PAGE_STEP, column),
      Home: () => cells.focus(far ? 0 : row, 0),
      End: () => cells.focus(far ? items.length - 1 : row, columns.length - 1),
      Enter: () => activate(item),
      F2: () => edit(),
      ' ': () => item && selection.toggle(item, event.shiftKey),
      o: () => item && !search.trash && onOpen(item),
      Delete: () => remove(item),
      Backspace: () => remove(item),
      Escape: () => (selection.ids.size > 0 ? selection.clear() : onClose()),
    }
    const run = keys[event.key]
    if (!run || (far && event.key.length === 1)) return
    event.preventDefault()
    run()
  }

  const edit = () => (denied ? refuse() : cells.editHere())

  const activate = (item: Item | undefined) => {
    const column = columns[cells.active.column]
    if (!item) return
    if (column === 'select') selection.toggle(item, false)
    else if (search.trash) {
      if (column === 'details' && !denied) onRestore([item])
    } else if (isEditable(column)) edit()
    else onOpen(item)
  }

  const remove = (item: Item | undefined) => {
    if (search.trash) {
      if (props.deniedPurge) toast({ text: props.deniedPurge, tone: 'failed' })
      else if (selection.ids.size > 0) onPurge(selection.items)
      else if (item) onPurge([item])
      return
    }
    if (denied) return refuse()
    if (selection.ids.size > 0) onRemove(selection.items)
    else if (item) {
      onRemove([item])
      cells.focus(cells.active.row, cells.active.column)
    }
  }

  return (
    <div ref={scroller} className="@container min-h-0 flex-1 overflow-auto overscroll-contain">
      <div
        role="grid"
        aria-label={t.table}
        aria-multiselectable="true"
        aria-rowcount={total === null ? -1 : total + 1}
        aria-colcount={columns.length}
        tabIndex={-1}
        onKeyDown={onKey}
        onFocus={onFocus}
        onDoubleClick={onDoubleClick}
        className="outline-none"
      >
        <div role="rowgroup" className="sticky top-0 z-30">
          <Header
            trash={search.trash}
            sort={search.sort}
            onSort={onSort}
            all={items.length > 0 && selection.ids.size === items.length}
            some={selection.ids.size > 0}
            onSelectAll={selection.toggleAll}
          />
        </div>
        <div role="rowgroup" className="relative" style={{ height }}>
          {rows.map(({ index, top }) => {
            const item = items[index]
            if (!item) return null
            return (
              <Row
                key={item.id}
                item={item}
                index={index}
                top={top}
                q={search.q}
                selected={selection.ids.has(item.id)}
                open={search.id === item.id}
                trash={search.trash}
                retention={props.retention}
                denied={denied}
                deniedPurge={props.deniedPurge}
                active={cells.active.row === index ? (columns[cells.active.column] ?? null) : null}
                editing={cells.editing?.id === item.id ? cells.editing.field : null}
                actions={actions}
              />
            )
          })}
        </div>
      </div>
      <More {...props} />
    </div>
  )
}
