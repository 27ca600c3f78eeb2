import { useTexts } from '../../i18n/texts.ts'
import { ArrowDownIcon, EditIcon } from '../../ui/icons.tsx'
import type { MenuItem } from '../../ui/Menu.tsx'
import { type Column, sortFieldOf } from '../columns.ts'
import { figureTexts } from '../figures/texts.ts'
import { filterTexts } from '../filter/texts.ts'
import { ArrowUpIcon, ChartIcon, FilterIcon } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import type { GridProps } from './Grid.tsx'
import type { Placed } from './GridRow.tsx'

/** In pixels, for each time that it is chosen. */
const WIDER = 40

type Props = GridProps & { onWidth: (column: Column, width: number) => void }

/** What can be done to a column, by its head. */
export function useColumnMenu({ collection, columns, sort, manageDenied, onSort, onFilter, onStatistics, onRenameField, onMoveField, onWidth }: Props) {
  const t = useTexts(collectionTexts)
  const words = useTexts(filterTexts)
  const figures = useTexts(figureTexts)
  return ({ column, width }: Placed): MenuItem[] => {
    const field = sortFieldOf(column)
    const at = collection.fields.findIndex(({ key }) => key === column.key)
    const managed = (item: MenuItem): MenuItem => ({ ...item, ...(manageDenied ? { disabled: true, hint: manageDenied } : {}) })
    return [
      ...(field === null
        ? []
        : [
            { label: t.sortUp, icon: ArrowUpIcon, checked: sort === field, onSelect: () => onSort(field) },
            { label: t.sortDown, icon: ArrowDownIcon, checked: sort === `-${field}`, onSelect: () => onSort(`-${field}`) },
          ]),
      { label: words.byColumn, icon: FilterIcon, onSelect: () => onFilter(column) },
      { label: figures.statistics, icon: ChartIcon, onSelect: () => onStatistics(column) },
      ...(at < 0 ? [] : [managed({ label: t.renameField, icon: EditIcon, onSelect: () => onRenameField(column) })]),
      ...(at > 0 ? [managed({ label: t.moveLeft, onSelect: () => onMoveField(column, -1) })] : []),
      ...(at >= 0 && at < collection.fields.length - 1 ? [managed({ label: t.moveRight, onSelect: () => onMoveField(column, 1) })] : []),
      { label: t.wider, onSelect: () => onWidth(column, width + WIDER) },
      { label: t.narrower, onSelect: () => onWidth(column, width - WIDER) },
      ...(column.builtIn === 'name' ? [] : [{ label: t.hide, onSelect: () => columns.toggle(column) }]),
    ]
  }
}
