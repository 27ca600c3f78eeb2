import type { ViewKind } from '#shared/views.ts'
import type { Column } from '../columns.ts'
import type { Shown } from '../search.ts'

/** By which fields a board or a calendar can be: those that a card can be moved in come first. */
export const fieldsFor = (kind: Exclude<ViewKind, 'grid'>, columns: readonly Column[]): Column[] =>
  columns.filter(({ type, builtIn }) => builtIn === null && (kind === 'board' ? type === 'select' : type === 'date' || type === 'date_time'))

/** The field that is chosen, else the first that there is; undefined where rows are shown as a grid, or there is none. */
export function layoutField({ kind, group }: Shown, columns: readonly Column[]): Column | undefined {
  if (kind === 'grid') return undefined
  const fields = fieldsFor(kind, columns)
  return fields.find(({ key }) => key === group) ?? fields[0]
}
