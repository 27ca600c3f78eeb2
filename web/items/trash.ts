import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { type Item, ItemEnvelope } from '#shared/items.ts'
import { call, errorMessage, idempotencyKey } from '../api.ts'
import { formatsOf } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { forEach } from '../records/forEach.ts'
import { toast } from '../ui/Toast.tsx'
import { hideItems, refreshLists } from './cache.ts'
import { trashQuery } from './queries.ts'
import { itemTexts } from './texts.ts'

function report(queries: QueryClient, failed: { error: unknown }[]) {
  void queries.invalidateQueries({ queryKey: ['dashboard'] })
  void queries.invalidateQueries({ queryKey: trashQuery.queryKey })
  const [first] = failed
  if (first) toast({ tone: 'failed', text: textsNow(itemTexts).partly(formatsOf(currentLanguage()).number(failed.length), errorMessage(first.error)) })
}

async function move(queries: QueryClient, items: Item[], run: (item: Item) => Promise<Item>): Promise<Item[]> {
  const putBack = hideItems(queries, new Set(items.map((item) => item.id)))
  const failed = await forEach(items, run)
  if (failed.length > 0) putBack()
  // The lists that these items moved into, and after a failure the one they are still in, are only known to the server.
  refreshLists(queries)
  report(queries, failed)
  return items.filter((item) => !failed.some((failure) => failure.item === item))
}

/** Moves items to the trash, with a notice that can undo it, and back out of it. */
export function useTrash() {
  const queries = useQueryClient()
  const said = (done: Item[], one: (name: string) => string, many: (count: string) => string) =>
    done[0] && done.length === 1 ? one(done[0].name) : many(formatsOf(currentLanguage()).number(done.length))

  const restore = async (items: Item[]) => {
    const t = textsNow(itemTexts)
    const done = await move(queries, items, (item) => call(ItemEnvelope, { method: 'POST', path: apiPaths.restoreItem(item.id), headers: idempotencyKey() }))
    if (done.length > 0) toast({ text: said(done, t.restored, t.restoredMany) })
  }
  const remove = async (items: Item[]) => {
    const t = textsNow(itemTexts)
    const done = await move(queries, items, (item) => call(ItemEnvelope, { method: 'DELETE', path: apiPaths.item(item.id) }))
    if (done.length > 0) toast({ text: said(done, t.deleted, t.deletedMany), action: { label: t.undo, run: () => void restore(done) } })
  }
  return { remove, restore }
}
