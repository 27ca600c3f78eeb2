import type { CollectionItem } from '#shared/items.ts'
import type { Changes } from '../columns.ts'
import type { Editing, Leave, OpenEditor } from './useCursor.ts'

/** What a row asks of the grid; one object for all rows, the same at every drawing, so that a row is drawn again only for its own sake. */
export type GridActions = {
  /** Of the collection that the rows are of. */
  slug: string
  open: (item: CollectionItem) => void
  save: (item: CollectionItem, changes: Changes) => void
  begin: (how: Editing) => void
  leave: (to: Leave) => void
  /** Takes note of what is being written. @returns what forgets it */
  hold: (editor: OpenEditor) => () => void
  /** Whether something is being written that nobody has saved or left yet. */
  isHeld: () => boolean
}
