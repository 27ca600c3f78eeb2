import { textsNow } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { isWritable, valueOf } from '../columns.ts'
import { collectionTexts } from '../texts.ts'
import type { Rows } from '../useRowPages.ts'
import { clearCells, fillCells } from './fillCells.ts'
import type { GridProps } from './GridProps.ts'
import type { Cursor } from './useCursor.ts'
import type { Filling } from './useFillHandle.ts'
import { useSelected } from './useSelected.ts'

type Options = Pick<GridProps, 'denied' | 'grouping' | 'onSheet' | 'onSave' | 'onWrite' | 'onRemove'> & {
  cursor: Cursor
  rows: Rows
  shown: GridProps['columns']['shown']
  touch: boolean
}

/** What is done to the cell with the cursor, and to those that are selected. */
export function useCellEdits({ cursor, rows, shown, touch, denied, grouping, onSheet, onSave, onWrite, onRemove }: Options) {
  const { active, range } = cursor
  const refuse = () => void (denied && toast({ text: denied, tone: 'failed' }))
  const here = () => ({ item: rows.at(active.row), column: shown[active.column] })
  const { rowsSelected, forSelected, forRows } = useSelected(rows, range)

  const begin = (how: 'keep' | 'replace') => {
    const { item, column } = here()
    if (!item || !column) return
    if (column.computed) return void toast({ text: textsNow(collectionTexts).computed, tone: 'failed' })
    if (!isWritable(column)) return
    if (denied) refuse()
    else if (touch || column.type === 'attachment') onSheet(item, column)
    else if (column.type === 'checkbox') void onSave(item, { [column.key]: valueOf(item, column) !== true })
    else cursor.begin(how)
  }
  const toggle = () => {
    const { item, column } = here()
    if (column?.type !== 'checkbox' || column.computed || !item) return false
    if (denied) refuse()
    else void onSave(item, { [column.key]: valueOf(item, column) !== true })
    return true
  }
  const inRange = shown.slice(range.columns[0], range.columns[1] + 1)
  const clear = () => {
    if (denied) return refuse()
    forSelected((items) => {
      const changes = clearCells(items, range.rows[0], inRange)
      const [only] = changes
      // One row that somebody else changed is asked about; of many each is told.
      if (changes.length === 1 && only?.base) void onSave(only.base, only.changes)
      else if (changes.length > 0) void onWrite('clear', changes)
    })
  }
  /** Repeats what the rows of the source hold in the columns of the selection. */
  const fill = (source: [from: number, to: number], into: Filling) => {
    if (denied) return refuse()
    // Heads among the lines are no rows: each side is counted by its own.
    forRows(...source, (of) =>
      forRows(into.from, into.to, (items) => {
        // Upwards it goes on as if it had begun above: the row next to the source is as its last one.
        const turn = into.from < source[0] ? of.length - (items.length % of.length) : 0
        const begin = [...of.slice(turn), ...of.slice(0, turn)]
        void onWrite('fill', fillCells(begin, items, into.from, inRange))
      }),
    )
  }
  const fillDown = () => {
    const [from, last] = range.rows
    let first = from
    while (first < last && grouping?.headAt(first)) first++
    // One row alone takes what stands above it.
    if (last > first) fill([first, first], { from: first + 1, to: last })
    else if (first > 0) fill([first - 1, first - 1], { from: first, to: first })
  }
  const unselect = () => {
    cursor.unselect()
    cursor.focus()
  }
  const remove = () => {
    if (denied) return refuse()
    forSelected(onRemove)
    unselect()
  }

  return { refuse, here, begin, toggle, clear, fill, fillDown, unselect, remove, inRange, rowsSelected, forSelected }
}
