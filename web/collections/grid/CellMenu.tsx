import type { Filter } from '#shared/filter.ts'
import type { CollectionItem } from '#shared/items.ts'
import { useTexts } from '../../i18n/texts.ts'
import { MenuList } from '../../ui/Menu.tsx'
import { type Column, valueOf } from '../columns.ts'
import { conditionOf } from '../filter/columns.ts'
import { filterTexts } from '../filter/texts.ts'
import { FilterIcon, OpenIcon } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'

export type CellMenuOf = { item: CollectionItem; column: Column; anchor: HTMLElement }
type Props = CellMenuOf & { onNarrow: (by: Filter) => void; onOpen: (item: CollectionItem) => void; onClose: () => void }

/** What can be done with what a cell holds: by the right button, the key for menus, or a long press. */
export function CellMenu({ item, column, anchor, onNarrow, onOpen, onClose }: Props) {
  const t = useTexts(filterTexts)
  const own = useTexts(collectionTexts)
  const condition = conditionOf(column, valueOf(item, column))
  return (
    <MenuList
      label={t.cell(column.name)}
      align="start"
      anchor={anchor}
      onClose={onClose}
      items={[
        ...(condition
          ? [
              { label: t.byThis, icon: FilterIcon, onSelect: () => onNarrow(condition) },
              { label: t.butThis, onSelect: () => onNarrow({ not: condition }) },
            ]
          : []),
        { label: own.openRow, icon: OpenIcon, onSelect: () => onOpen(item) },
      ]}
    />
  )
}
