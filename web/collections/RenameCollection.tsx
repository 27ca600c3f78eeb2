import { useQueryClient } from '@tanstack/react-query'
import { type Collection, UpdateCollection } from '#shared/collections.ts'
import { useTexts } from '../i18n/texts.ts'
import { NameDialog } from './NameDialog.tsx'
import { showCollection, updateCollection } from './queries.ts'
import { collectionTexts } from './texts.ts'

export function RenameCollection({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const queries = useQueryClient()
  return (
    <NameDialog
      title={t.renameCollection}
      name={collection.name}
      schema={UpdateCollection.shape.name}
      save={async (name) => showCollection(queries, await updateCollection(collection, { name }))}
      onClose={onClose}
    />
  )
}
