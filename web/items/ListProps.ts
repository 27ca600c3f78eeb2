import type { Item } from '#shared/items.ts'
import type { Edit } from './save.ts'
import type { ItemSearch } from './search.ts'
import type { Selection } from './useSelection.ts'

/** What the items are shown with, as a table or as cards. */
export type ListProps = {
  items: Item[]
  /** null where it was not counted to the end. */
  total: number | null
  search: ItemSearch
  selection: Selection
  /** Told the last row in view, so that what follows it is fetched in time. */
  onReach: (index: number) => void
  more: 'none' | 'loading' | 'failed' | 'waiting'
  onMore: () => void
  /** Why nothing may be changed by this person. */
  denied: string | undefined
  /** Why nothing may be deleted for good by this person. */
  deniedPurge: string | undefined
  /** How long what is in the trash is kept, in days; null for ever, undefined while unknown. */
  retention: number | null | undefined
  onSort: (sort: string) => void
  onOpen: (item: Item) => void
  onClose: () => void
  onSave: (edit: Edit) => void
  onRemove: (items: Item[]) => void
  onRestore: (items: Item[]) => void
  onPurge: (items: Item[]) => void
}
