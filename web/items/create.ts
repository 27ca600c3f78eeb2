import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CreateItem, ItemEnvelope } from '#shared/items.ts'
import { call, idempotencyKey } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { addItem } from './cache.ts'

/** @param key kept over all tries of one form, so that a double click or a try after a lost answer makes one item. */
export function useCreateItem(key: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (item: CreateItem) => call(ItemEnvelope, { method: 'POST', path: apiPaths.items(), body: item, headers: idempotencyKey(key) }),
    onSuccess: (item) => {
      addItem(queries, item)
      void queries.invalidateQueries({ queryKey: ['dashboard'] })
    },
  })
}
