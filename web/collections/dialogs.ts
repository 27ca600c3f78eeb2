// What opens over the grid, as one file that is fetched while nobody waits.
export { ConflictDialog } from './ConflictDialog.tsx'
export { CreateRow } from './details/CreateRow.tsx'
export { Details } from './details/Details.tsx'
export { EditSheet } from './details/EditSheet.tsx'
export { AddField } from './fields/AddField.tsx'
export { RenameField } from './fields/RenameField.tsx'
export { RenameCollection } from './RenameCollection.tsx'
export { UndoConflicts } from './undo/UndoConflicts.tsx'
