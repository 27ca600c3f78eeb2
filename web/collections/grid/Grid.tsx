import { type FocusEvent, type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { useMedia, WIDE } from '../../ui/media.ts'
import { useRows } from '../../ui/useRows.ts'
import { useCommentCounts } from '../comments/useCommentCounts.ts'
import { SummaryRow } from '../figures/SummaryRow.tsx'
import { GroupRow } from '../groups/GroupRow.tsx'
import { PAGE } from '../rows.ts'
import { collectionTexts } from '../texts.ts'
import type { Side } from '../undo/steps.ts'
import { CellMenu, type CellMenuOf } from './CellMenu.tsx'
import { cellAt, isOwn } from './cellAt.ts'
import type { GridActions } from './GridActions.ts'
import { ADD_WIDTH, GridHeader } from './GridHeader.tsx'
import type { GridProps } from './GridProps.ts'
import { GridRow } from './GridRow.tsx'
import { onGridKey } from './gridKeys.ts'
import { findRow, inPlace } from './placeRows.ts'
import { RowsAbove } from './RowsAbove.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { useAnchor } from './useAnchor.ts'
import { useCellEdits } from './useCellEdits.ts'
import { useClipboard } from './useClipboard.ts'
import { useColumnMenu } from './useColumnMenu.ts'
import { HEAD, useCursor } from './useCursor.ts'
import { useFillHandle } from './useFillHandle.ts'
import { usePlacedColumns } from './usePlacedColumns.ts'

/** In pixels. */
const ROW = { fine: 36, coarse: 44 }
const OVERSCAN = 8
/** The column with the numbers. */
const HEAD_WIDTH = { wide: 56, phone: 44 }

/** The rows of a collection as a spreadsheet, of which only what is in view exists. */
export function Grid(props: GridProps) {
  const {
    collection,
    columns,
    rows: newest,
    sort,
    open,
    denied,
    manageDenied,
    newRow,
    live,
    onView,
    onSave,
    onOpen,
    onClose,
    onSheet,
    onRemove,
    onUndo,
    onPaste,
    onWrite,
    onSelected,
  } = props
  const t = useTexts(collectionTexts)
  const wide = useMedia(WIDE)
  const coarse = useMedia('(pointer: coarse)')
  const touch = coarse || !wide
  const height = touch ? ROW.coarse : ROW.fine
  const scroller = useRef<HTMLDivElement>(null)
  const { shown } = columns
  const head = wide ? HEAD_WIDTH.wide : HEAD_WIDTH.phone
  // What lies over the rows, above and at the foot.
  const above = height * (newRow ? 3 : 2)
  const rowWindow = useRows({ count: newest.count, height, overscan: OVERSCAN, above, scroller })
  const byKey = useRef(false)
  const showColumn = useRef<(at: number) => boolean>(() => false)
  const [menu, setMenu] = useState<CellMenuOf | null>(null)
  const { grouping } = props
  const list = JSON.stringify([newest.shown, grouping?.column.key, grouping?.by])
  // While a cell is written in, what comes meanwhile takes no other row's place under the pen.
  const held = useRef(newest)
  const frozen = useRef(false)
  const cursor = useCursor({
    list,
    rows: newest.count,
    columns: shown.length,
    scroller,
    show: (cell) => {
      if (cell.row !== HEAD) rowWindow.show(cell.row)
      // The names are always in view; by key they are the beginning of the row.
      if (!showColumn.current(cell.column) && cell.column === 0 && byKey.current) scroller.current?.scrollTo({ left: 0 })
    },
    idAt: (row) => (frozen.current ? held.current : newest).at(row)?.id,
    find: (id, near) => findRow(newest, id, near),
  })
  const { active, range, selects } = cursor
  const { stuck, others, ...placed } = usePlacedColumns({ columns, wide, head, scroller, active: active.column })
  showColumn.current = placed.show
  const width = placed.width + ADD_WIDTH
  const picked = {
    row: range.rows[0],
    column: range.columns[0],
    height: range.rows[1] - range.rows[0] + 1 - (grouping?.headsIn(...range.rows) ?? 0),
    width: range.columns[1] - range.columns[0] + 1,
  }
  useEffect(() => onSelected(picked))
  frozen.current = cursor.editing !== null
  if (!frozen.current) held.current = newest
  const rows = frozen.current ? inPlace(held.current, newest, active.row) : newest
  const listSeen = useRef(list)
  const leaving = useRef(false)
  useEffect(() => {
    if (listSeen.current !== list) scroller.current?.scrollTo({ top: 0 })
    listSeen.current = list
  }, [list])

  const [firstPage, lastPage] = [Math.floor((rowWindow.rows[0]?.index ?? 0) / PAGE), Math.floor((rowWindow.rows.at(-1)?.index ?? 0) / PAGE)]
  useEffect(() => onView(firstPage, lastPage), [firstPage, lastPage, onView])
  const comments = useCommentCounts(collection.slug, newest, firstPage, lastPage)

  const drawn = rowWindow.rows.some(({ index }) => index === active.row) || active.row < 0 || rows.count === 0
  const lines = drawn ? rowWindow.rows : [...rowWindow.rows, { index: active.row, top: rowWindow.topOf(active.row) }]
  const [rowsAbove, setRowsAbove] = useState(0)
  const onAbove = (more: number | null) => setRowsAbove((count) => (more === null ? 0 : count + more))
  useAnchor({ rows, list, lines: rowWindow.rows, height, scroller, frozen: frozen.current, isFocusing: cursor.isFocusing, foreign: live.foreign, onAbove })
  useEffect(() => {
    const [item, column] = [rows.at(active.row), shown[active.column]]
    if (item && column && scroller.current?.contains(document.activeElement))
      live.tell({ item_id: item.id, field: column.key, editing: cursor.editing !== null })
  })
  const peopleAt = useMemo(() => Map.groupBy(live.people, ({ item_id: id }) => id), [live.people])

  const headHere = grouping?.headAt(active.row)
  const edits = useCellEdits({ cursor, rows, shown, touch, denied, grouping, onSheet, onSave, onWrite, onRemove })
  const { refuse, here, begin, toggle, clear, fill, fillDown, unselect, remove, inRange, rowsSelected, forSelected } = edits

  const latest = useRef({ cursor, begin, onOpen, onSave })
  latest.current = { cursor, begin, onOpen, onSave }
  const actions = useMemo<GridActions>(
    () => ({
      slug: collection.slug,
      open: (item) => latest.current.onOpen(item),
      save: (item, changes) => void latest.current.onSave(item, changes),
      begin: (how) => latest.current.begin(how),
      leave: (to) => latest.current.cursor.leave(to),
      hold: (editor) => latest.current.cursor.hold(editor),
      isHeld: () => latest.current.cursor.isHeld(),
    }),
    [collection.slug],
  )
  const menuOf = useColumnMenu({ ...props, onWidth: columns.setWidth })

  const { filling, handle } = useFillHandle({
    range,
    rows: rows.count,
    scroller,
    rowAt: (target) => {
      const at = target ? cellAt(target) : null
      return at === null || at.row === HEAD ? null : at.row
    },
    onFill: (into) => fill(range.rows, into),
  })
  // All are as many as there are, which is known a moment after the first of them.
  const selectsAll = useRef(false)
  const selectAll = () => {
    selectsAll.current = newest.counting
    if (!newest.counting) cursor.selectAll()
  }
  useEffect(() => {
    if (!selectsAll.current || newest.counting) return
    selectsAll.current = false
    cursor.selectAll()
  })
  const onKeyDown = (event: KeyboardEvent) => {
    // A menu has taken it.
    if (event.defaultPrevented || !cellAt(event.target)) return
    byKey.current = true
    selectsAll.current = false
    if (event.key === 'Tab') {
      // At the ends it leads out, and after Escape.
      if (active.row !== HEAD && !leaving.current && cursor.step(event.shiftKey ? -1 : 1)) event.preventDefault()
      return
    }
    leaving.current = event.key === 'Escape'
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - above) / height) - 1)
    const of = {
      activate: () => (headHere ? grouping?.toggle(headHere) : begin('keep')),
      edit: () => begin('keep'),
      typed: () => here().column?.computed && begin('keep'),
      toggle: () => {
        if (headHere) grouping?.toggle(headHere)
        return headHere !== undefined || toggle()
      },
      clear,
      remove,
      open: () => {
        const { item } = here()
        if (item) onOpen(item)
      },
      cancel: () => {
        if (cursor.selects) cursor.unselect()
        else if (open !== undefined) onClose()
      },
      selectAll,
      fillDown,
      undo: (side: Side) => (denied ? refuse() : onUndo(side)),
    }
    if (onGridKey(event, cursor, { rows: rows.count, columns: shown.length, page }, of)) event.preventDefault()
  }

  const onMouseDown = (event: MouseEvent) => {
    const cell = cellAt(event.target)
    if (!cell || cell.row === HEAD || event.button !== 0 || isOwn(event.target)) return
    if (cursor.editing && cell.row === active.row && cell.column === active.column) return
    byKey.current = false
    event.preventDefault()
    const again = !event.shiftKey && cell.row === active.row && cell.column === active.column && scroller.current?.contains(document.activeElement)
    if (again && touch) begin('keep')
    else cursor.move(cell.row, cell.column, event.shiftKey)
  }
  const onMouseOver = (event: MouseEvent) => {
    const cell = event.buttons === 1 && !touch && !cursor.editing ? cellAt(event.target) : null
    if (!cell || cell.row === HEAD || (cell.row === active.row && cell.column === active.column)) return
    if (scroller.current?.contains(document.activeElement)) cursor.move(cell.row, cell.column, true)
  }
  const onFocus = (event: FocusEvent) => {
    const cell = cellAt(event.target)
    if (cell && (cell.row !== active.row || cell.column !== active.column)) cursor.move(cell.row, cell.column)
  }
  const onContextMenu = (event: MouseEvent) => {
    const cell = cellAt(event.target)
    const [item, column] = cell ? [rows.at(cell.row), shown[cell.column]] : []
    if (!cell || cell.row === HEAD || !item || !column || cursor.editing || (isOwn(event.target) && !(event.target instanceof HTMLInputElement))) return
    event.preventDefault()
    const element = scroller.current?.querySelector<HTMLElement>(`[data-cell="${cell.row} ${cell.column}"]`)
    if (cell.row !== active.row || cell.column !== active.column) cursor.move(cell.row, cell.column)
    if (element) setMenu({ item, column, anchor: element })
  }
  const clipboard = useClipboard({
    denied,
    onSave,
    onPaste,
    columns: inRange,
    selects,
    selected: picked,
    here,
    rowsSelected,
    forSelected,
    isFree: (target) => !cursor.editing && active.row !== HEAD && cellAt(target) !== null,
    clear,
    refuse,
  })

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        onScroll={({ currentTarget: element }) => {
          element.toggleAttribute('data-scrolled', element.scrollLeft > 0)
          if (rowsAbove > 0 && element.scrollTop === 0) setRowsAbove(0)
        }}
        className="relative min-h-0 flex-1 overflow-auto overscroll-contain"
      >
        <div
          role="grid"
          aria-label={t.grid(collection.name)}
          aria-multiselectable="true"
          aria-readonly={denied ? true : undefined}
          aria-rowcount={grouping ? rows.count + 1 : rows.total?.exact ? rows.total.count + 1 : -1}
          aria-colcount={shown.length + 2}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onMouseDown={onMouseDown}
          onMouseOver={onMouseOver}
          onFocus={onFocus}
          {...clipboard}
          onContextMenu={onContextMenu}
          onDoubleClick={(event) => !isOwn(event.target) && cellAt(event.target) && active.row !== HEAD && !cursor.editing && begin('keep')}
          style={{ width }}
          className="outline-none"
        >
          <div role="rowgroup" className="sticky top-0 z-40">
            <GridHeader
              height={height}
              width={width}
              head={head}
              columns={shown.length}
              stuck={stuck}
              others={others}
              active={active.row === HEAD ? active.column : null}
              sort={sort}
              manageDenied={manageDenied}
              menuOf={menuOf}
              onResize={(of, to) => columns.setWidth(of.column, to)}
              onAddField={props.onAddField}
            />
            {newRow}
          </div>
          <div role="rowgroup" className="relative" style={{ height: rowWindow.total }}>
            {lines.map(({ index, top }) => {
              const isSelected = selects && index >= range.rows[0] && index <= range.rows[1]
              const group = grouping?.headAt(index)
              if (grouping && group)
                return (
                  <GroupRow
                    key={index}
                    grouping={grouping}
                    placed={group}
                    top={top}
                    height={height}
                    width={width}
                    head={head}
                    stuck={stuck}
                    others={others}
                    columns={columns}
                    active={active.row === index ? active.column : null}
                  />
                )
              const item = rows.at(index)
              return (
                <GridRow
                  key={index}
                  item={item}
                  index={index}
                  number={grouping ? grouping.numberAt(index) : index + 1}
                  top={top}
                  height={height}
                  width={width}
                  head={head}
                  stuck={stuck}
                  others={others}
                  active={active.row === index ? active.column : null}
                  selectedFrom={isSelected ? range.columns[0] : -1}
                  selectedTo={isSelected ? range.columns[1] : -1}
                  editing={active.row === index ? cursor.editing : null}
                  open={item !== undefined && item.id === open}
                  corner={!denied && !cursor.editing && index === range.rows[1] ? range.columns[1] : null}
                  filledFrom={filling && index >= filling.from && index <= filling.to ? range.columns[0] : -1}
                  filledTo={filling && index >= filling.from && index <= filling.to ? range.columns[1] : -1}
                  handle={handle}
                  comments={(item && comments.get(item.id)) ?? 0}
                  people={item ? peopleAt.get(item.id) : undefined}
                  touch={touch}
                  denied={denied}
                  actions={actions}
                />
              )
            })}
          </div>
          <SummaryRow slug={collection.slug} shown={rows.shown} columns={columns} height={height} width={width} head={head} stuck={stuck} others={others} />
        </div>
      </div>
      {rowsAbove > 0 && <RowsAbove count={rowsAbove} top={above} onClick={() => scroller.current?.scrollTo({ top: 0 })} />}
      {menu && (
        <CellMenu
          {...menu}
          onNarrow={props.onNarrow}
          onOpen={onOpen}
          onClose={() => {
            setMenu(null)
            cursor.focus()
          }}
        />
      )}
      {selects && <SelectionBar range={range} denied={denied} onRemove={remove} onClose={unselect} />}
    </div>
  )
}
