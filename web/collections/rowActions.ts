import { useQueryClient } from '@tanstack/react-query'
import { type CollectionItem, CollectionItemEnvelope, type CreateCollectionItem } from '#shared/items.ts'
import { call, errorMessage, idempotencyKey } from '../api.ts'
import { formatsOf } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { forEach } from '../records/forEach.ts'
import { toast } from '../ui/Toast.tsx'
import { refreshRows } from './rows.ts'
import { collectionTexts } from './texts.ts'

const number = (count: number) => formatsOf(currentLanguage()).number(count)

/** Makes rows, moves them to the trash with a notice that can undo it, and back. */
export function useRowActions(slug: string) {
  const queries = useQueryClient()

  async function move(rows: readonly CollectionItem[], run: (row: CollectionItem) => Promise<unknown>): Promise<CollectionItem[]> {
    const failed = await forEach(rows, run)
    await refreshRows(queries, slug)
    const [first] = failed
    if (first) toast({ tone: 'failed', text: textsNow(collectionTexts).partly(number(failed.length), errorMessage(first.error)) })
    return rows.filter((row) => !failed.some(({ item }) => item === row))
  }

  const said = ([first, ...more]: CollectionItem[], one: (name: string) => string, many: (count: string) => string) =>
    first && more.length === 0 ? one(first.name) : many(number(more.length + 1))

  const restore = async (rows: readonly CollectionItem[]) => {
    const t = textsNow(collectionTexts)
    const done = await move(rows, ({ id }) => call(CollectionItemEnvelope, { method: 'POST', path: apiPaths.restoreRow(slug, id), headers: idempotencyKey() }))
    if (done.length > 0) toast({ text: said(done, t.restored, t.restoredMany) })
  }

  const remove = async (rows: readonly CollectionItem[]) => {
    const t = textsNow(collectionTexts)
    const done = await move(rows, ({ id }) => call(CollectionItemEnvelope, { method: 'DELETE', path: apiPaths.row(slug, id) }))
    if (done.length > 0) toast({ text: said(done, t.deleted, t.deletedMany), action: { label: t.undo, run: () => void restore(done) } })
  }

  /** @param key kept over all tries of one form, so that a double click or a try after a lost answer makes one row */
  const create = async (body: CreateCollectionItem, key: string): Promise<CollectionItem> => {
    const row = await call(CollectionItemEnvelope, { method: 'POST', path: apiPaths.rows(slug), body, headers: idempotencyKey(key) })
    await refreshRows(queries, slug)
    return row
  }

  return { create, remove }
}
