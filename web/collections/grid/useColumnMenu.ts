import { PINNED_MAX } from '#shared/views.ts'
import { useTexts } from '../../i18n/texts.ts'
import { ArrowDownIcon, EditIcon, TrashIcon } from '../../ui/icons.tsx'
import type { MenuItem } from '../../ui/Menu.tsx'
import { type Column, sortFieldOf } from '../columns.ts'
import { figureTexts } from '../figures/texts.ts'
import { filterTexts } from '../filter/texts.ts'
import { groupTexts } from '../groups/texts.ts'
import { isGroupable } from '../groups/useGroupedRows.ts'
import { ArrowUpIcon, ChartIcon, FilterIcon, GroupIcon, PinIcon } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import type { GridProps } from './GridProps.ts'
import type { Placed } from './GridRow.tsx'

/** In pixels, for each time that it is chosen. */
const WIDER = 40

type Props = GridProps & { onWidth: (column: Column, width: number) => void }

/** What can be done to a column, by its head. */
export function useColumnMenu({
  collection,
  columns,
  sort,
  manageDenied,
  onSort,
  grouping,
  onFilter,
  onGroup,
  onStatistics,
  onEditField,
  onDeleteField,
  onMoveField,
  onWidth,
}: Props) {
  const t = useTexts(collectionTexts)
  const words = useTexts(filterTexts)
  const figures = useTexts(figureTexts)
  const groups = useTexts(groupTexts)
  return ({ column, width }: Placed): MenuItem[] => {
    const field = sortFieldOf(column)
    const own = column.builtIn === null ? collection.fields.find(({ key }) => key === column.key) : undefined
    // In a view the order is the view's, of all columns behind the names; else the collection's, of its fields.
    const order = columns.move ? columns.all.slice(1) : collection.fields
    // What is pinned by this browser alone stands where it was put.
    const at = !columns.move && columns.isPinned(column) ? -1 : order.findIndex(({ key }) => key === column.key)
    const pinned = columns.isPinned(column)
    const moved = (item: MenuItem): MenuItem => (columns.move ? item : managed(item))
    const managed = (item: MenuItem): MenuItem => ({ ...item, ...(manageDenied ? { disabled: true, hint: manageDenied } : {}) })
    return [
      ...(field === null
        ? []
        : [
            { label: t.sortUp, icon: ArrowUpIcon, checked: sort === field, onSelect: () => onSort(field) },
            { label: t.sortDown, icon: ArrowDownIcon, checked: sort === `-${field}`, onSelect: () => onSort(`-${field}`) },
          ]),
      { label: words.byColumn, icon: FilterIcon, onSelect: () => onFilter(column) },
      ...(isGroupable(column)
        ? [
            {
              label: groups.byThis,
              icon: GroupIcon,
              checked: grouping?.column.key === column.key,
              onSelect: () => onGroup(grouping?.column.key === column.key ? '' : column.key),
            },
          ]
        : []),
      { label: figures.statistics, icon: ChartIcon, onSelect: () => onStatistics(column) },
      ...(own ? [managed({ label: t.editField, icon: EditIcon, onSelect: () => onEditField(own) })] : []),
      ...(at > 0 ? [moved({ label: t.moveLeft, onSelect: () => onMoveField(column, -1) })] : []),
      ...(at >= 0 && at < order.length - 1 ? [moved({ label: t.moveRight, onSelect: () => onMoveField(column, 1) })] : []),
      { label: t.wider, onSelect: () => onWidth(column, width + WIDER) },
      { label: t.narrower, onSelect: () => onWidth(column, width - WIDER) },
      ...(column.builtIn === 'name'
        ? []
        : [
            {
              label: pinned ? t.unpin : t.pin,
              icon: PinIcon,
              ...(pinned || columns.mayPin ? {} : { disabled: true, hint: t.noPin(PINNED_MAX) }),
              onSelect: () => columns.pin(column),
            },
          ]),
      ...(column.builtIn === 'name' ? [] : [{ label: t.hide, onSelect: () => columns.toggle(column) }]),
      ...(own ? [managed({ label: t.deleteField, icon: TrashIcon, onSelect: () => onDeleteField(own) })] : []),
    ]
  }
}
