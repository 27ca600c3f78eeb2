import { useQueryClient } from '@tanstack/react-query'
import type { Collection } from '#shared/collections.ts'
import { UpdateField } from '#shared/fields.ts'
import { useTexts } from '../../i18n/texts.ts'
import type { Column } from '../columns.ts'
import { NameDialog } from '../NameDialog.tsx'
import { showCollection, updateField } from '../queries.ts'
import { collectionTexts } from '../texts.ts'

export function RenameField({ collection, column, onClose }: { collection: Collection; column: Column; onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const queries = useQueryClient()
  return (
    <NameDialog
      title={t.renameField}
      name={column.name}
      schema={UpdateField.shape.name}
      save={async (name) => showCollection(queries, await updateField(collection, column.key, { name }))}
      onClose={onClose}
    />
  )
}
