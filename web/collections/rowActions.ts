import { useQueryClient } from '@tanstack/react-query'
import { type CollectionItem, CollectionItemEnvelope, type CreateCollectionItem } from '#shared/items.ts'
import { call, errorMessage, idempotencyKey } from '../api.ts'
import { formatsOf } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { allInTurn } from '../records/inTurn.ts'
import { toast } from '../ui/Toast.tsx'
import { refreshRows } from './rows.ts'
import { collectionTexts } from './texts.ts'
import type { Step } from './undo/steps.ts'
import { trackStep } from './undo/useUndo.ts'
import { writeMany } from './writeMany.ts'

/** Who brings a row back reads it again. */
const NONE_MADE: ReadonlyMap<string, number> = new Map()

const number = (count: number) => formatsOf(currentLanguage()).number(count)

/** Makes rows, and moves them to the trash with a notice that can undo it. */
export function useRowActions(slug: string, undoThis: (step: Step) => void) {
  const queries = useQueryClient()

  const remove = async (rows: readonly CollectionItem[]) => {
    const [first] = rows
    if (!first) return
    const t = textsNow(collectionTexts)
    // What is still being written in one of them is written first: afterwards it would not be there.
    const writing = allInTurn(rows, async () => {
      const written = await writeMany(
        slug,
        rows.map(({ id }) => ({ operation: 'delete', row: { id } })),
      )
      return { ...written, versions: NONE_MADE }
    })
    const what = { kind: 'delete', rows: rows.length, ...(rows.length === 1 ? { name: first.name } : {}) } as const
    const step = trackStep(
      queries,
      slug,
      what,
      writing.then(({ sets }) => sets),
    )
    const { rows: told, error } = await writing
    await refreshRows(queries, slug)
    const done = told.filter(({ row }) => row.status === 'written')
    // What is gone already is no failure.
    const failed = told.filter(({ row }) => row.status === 'failed' && row.code !== 'ITEM_NOT_FOUND')
    const left = rows.length - told.length + failed.length
    if (left > 0) toast({ tone: 'failed', text: t.partly(number(left), error ? errorMessage(error) : (failed[0]?.row.details[0]?.message ?? '')) })
    if (done.length === 0) return
    toast({
      text: rows.length === 1 ? t.deleted(first.name) : t.deletedMany(number(done.length)),
      action: { label: t.undo, run: () => undoThis(step) },
    })
  }

  /** @param key kept over all tries of one form, so that a double click or a try after a lost answer makes one row */
  const create = async (body: CreateCollectionItem, key: string): Promise<CollectionItem> => {
    const sets: string[] = []
    const making = call(CollectionItemEnvelope, {
      method: 'POST',
      path: apiPaths.rows(slug),
      body,
      headers: idempotencyKey(key),
      onHeaders: (headers) => sets.push(...(headers.get('Change-Set')?.split(',') ?? [])),
    })
    trackStep(
      queries,
      slug,
      { kind: 'create', rows: 1, name: body.name },
      making.then(() => sets),
    )
    const row = await making
    await refreshRows(queries, slug)
    return row
  }

  return { create, remove }
}
