import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Item, ItemEnvelope, type UpdateItem } from '#shared/items.ts'
import { ApiError, call, errorMessage } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { inTurn } from '../records/inTurn.ts'
import { toast } from '../ui/Toast.tsx'
import { showItem } from './cache.ts'
import { itemTexts } from './texts.ts'

/** What was edited: the item as it was when the editing began, and what is to become of it. */
export type Edit = { base: Item; changes: UpdateItem }
/** An edit that met another one; `theirs` is the item as it is now. */
export type Conflict = Edit & { theirs: Item }

const put = ({ base, changes }: Edit): Promise<Item> =>
  inTurn(base, (version) => call(ItemEnvelope, { method: 'PUT', path: apiPaths.item(base.id), body: changes, headers: { 'If-Match': `"${version}"` } }))

/** Shows an edit at once and saves it; takes it back where that fails. Another's edit in between is handed to `onConflict`. */
export function useSaveItem(onConflict: (conflict: Conflict) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: put,
    onMutate: ({ base, changes }) => {
      showItem(queries, { ...base, ...definedOnly(changes) })
    },
    onSuccess: (item) => {
      showItem(queries, item)
      void queries.invalidateQueries({ queryKey: ['dashboard'] })
    },
    onError: (error, edit) => {
      showItem(queries, edit.base)
      if (error instanceof ApiError && error.code === 'PRECONDITION_FAILED') {
        const current = Item.safeParse(error.current)
        if (current.success) {
          showItem(queries, current.data)
          return onConflict({ ...edit, theirs: current.data })
        }
      }
      toast({ tone: 'failed', text: textsNow(itemTexts).notSaved(errorMessage(error)) })
    },
  })
}

const definedOnly = ({ name, description }: UpdateItem) => ({ ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) })
