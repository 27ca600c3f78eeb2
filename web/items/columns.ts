import { type ItemSortField, itemSortFields } from '#shared/items.ts'

export type EditableField = 'name' | 'description'
export type Column = 'select' | EditableField | Exclude<ItemSortField, 'name'> | 'kept_until' | 'details'

const columns: readonly Column[] = ['select', 'name', 'description', 'updated_at', 'created_at', 'details']
/** What was deleted was not changed since. */
const trashColumns: readonly Column[] = ['select', 'name', 'description', 'deleted_at', 'kept_until', 'details']
export const columnsOf = (trash: boolean) => (trash ? trashColumns : columns)

export const isEditable = (column: Column | undefined): column is EditableField => column === 'name' || column === 'description'
export const isSortable = (column: Column): column is ItemSortField => itemSortFields.some((field) => field === column)

/** The table's columns; `max-content` would differ from row to row, as each row is a grid of its own. The classes stand in full for Tailwind to find. */
const gridColumns =
  'grid grid-cols-[3.5rem_minmax(9rem,2fr)_minmax(9rem,3fr)_8.5rem_3.5rem] @4xl:grid-cols-[3.5rem_minmax(11rem,2fr)_minmax(12rem,3fr)_8.5rem_8.5rem_3.5rem]'

/** The same with room for two buttons. */
const trashGridColumns =
  'grid grid-cols-[3.5rem_minmax(8rem,2fr)_minmax(6rem,3fr)_8.5rem_6rem] @4xl:grid-cols-[3.5rem_minmax(11rem,2fr)_minmax(12rem,3fr)_8.5rem_8.5rem_6rem]'
export const gridOf = (trash: boolean) => (trash ? trashGridColumns : gridColumns)

/** Boxes and buttons stand at the margins of the page; the times of creation and of deletion give way first where the table has little room. */
export const columnClass = (column: Column) =>
  ({
    select: 'pl-6',
    name: 'px-2.5',
    description: 'px-2.5',
    updated_at: 'px-2.5',
    deleted_at: 'px-2.5 @max-4xl:hidden',
    kept_until: 'px-2.5',
    created_at: 'px-2.5 @max-4xl:hidden',
    details: 'justify-end pr-5',
  })[column]

/** In pixels: of a table row, and of a card on a phone. */
export const ROW_HEIGHT = 40
export const CARD_HEIGHT = 68
