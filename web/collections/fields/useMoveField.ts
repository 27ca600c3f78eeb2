import { useQueryClient } from '@tanstack/react-query'
import type { Collection } from '#shared/collections.ts'
import { errorMessage } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { collectionQuery } from '../../records/collections.ts'
import { toast } from '../../ui/Toast.tsx'
import type { Column } from '../columns.ts'
import { showCollection, updateCollection } from '../queries.ts'
import { collectionTexts } from '../texts.ts'

/** Changes the order of the fields, for all who see the collection; shown at once, and taken back where it fails. */
export function useMoveField(collection: Collection) {
  const queries = useQueryClient()
  return (column: Column, by: 1 | -1) => {
    const from = collection.fields.findIndex(({ key }) => key === column.key)
    const fields = [...collection.fields]
    const [field] = fields.splice(from, 1)
    if (!field) return
    fields.splice(from + by, 0, field)
    queries.setQueryData(collectionQuery(collection.slug).queryKey, (known) => known && { ...known, fields })
    updateCollection(collection, { field_order: fields.map(({ key }) => key) }).then(
      (saved) => showCollection(queries, saved),
      (error: unknown) => {
        void queries.invalidateQueries({ queryKey: collectionQuery(collection.slug).queryKey })
        toast({ tone: 'failed', text: textsNow(collectionTexts).notSaved(errorMessage(error)) })
      },
    )
  }
}
