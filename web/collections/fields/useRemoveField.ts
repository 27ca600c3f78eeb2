import { useQueryClient } from '@tanstack/react-query'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import { errorMessage } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { toast } from '../../ui/Toast.tsx'
import { deleteField, restoreField, showCollection } from '../queries.ts'
import { refreshRows } from '../rows.ts'
import { collectionTexts } from '../texts.ts'

/** Takes a field away, for all who see the collection; what it held comes back with it. Never rejects. */
export function useRemoveField(collection: Collection) {
  const queries = useQueryClient()
  const attempt = async (change: () => Promise<Collection>): Promise<Collection | null> => {
    try {
      const changed = showCollection(queries, await change())
      await refreshRows(queries, collection.slug)
      return changed
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(collectionTexts).notSaved(errorMessage(error)) })
      return null
    }
  }
  return async ({ key, name }: Field): Promise<void> => {
    const without = await attempt(() => deleteField(collection, key))
    const t = textsNow(collectionTexts)
    if (without) toast({ text: t.fieldDeleted(name), action: { label: t.undo, run: () => void attempt(() => restoreField(without, key)) } })
  }
}
