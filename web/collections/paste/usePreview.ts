import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Field } from '#shared/fields.ts'
import type { CollectionItem } from '#shared/items.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow } from '../../i18n/texts.ts'
import type { Column } from '../columns.ts'
import type { Rows } from '../useRowPages.ts'
import { cellReader, dayOrderOf } from '../values/cellReader.ts'
import { lookUps } from './lookUps.ts'
import { type PastePlan, planPaste } from './planPaste.ts'
import type { Block } from './readTable.ts'
import { pasteTexts } from './texts.ts'

/** More than this is a file to be imported. */
export const PASTE_ROWS_MAX = 10_000

type Ground = { items: CollectionItem[]; find: (field: Field, text: string) => string | undefined }
export type Into = { columns: readonly Column[]; all: readonly Column[]; from: number; onward: Rows['onward'] | null }

/** What a block would change: looks up the rows that it meets and the names that it holds. Null until they are here. */
export function usePreview(block: Block | null, { columns, all, from, onward }: Into): { plan: PastePlan | null; error: Error | null } {
  const queries = useQueryClient()
  const [ground, setGround] = useState<{ of: Block; is: Ground } | null>(null)
  const [failed, setFailed] = useState<{ of: Block; error: Error } | null>(null)
  useEffect(() => {
    if (!block || block.length > PASTE_ROWS_MAX) return
    const leaving = new AbortController()
    Promise.all([onward?.(from, block.length) ?? [], lookUps(queries, block, columns, leaving.signal)]).then(
      ([items, find]) => !leaving.signal.aborted && setGround({ of: block, is: { items, find } }),
      (reason: unknown) => !leaving.signal.aborted && setFailed({ of: block, error: reason instanceof Error ? reason : new Error(String(reason)) }),
    )
    return () => leaving.abort()
  }, [queries, block, onward, columns, from])

  const plan = useMemo(() => {
    if (!block || ground?.of !== block) return null
    const { items, find } = ground.is
    const t = textsNow(pasteTexts)
    const readers = columns.map((column, at) =>
      cellReader(column, currentLanguage(), {
        lookUp: find,
        ...(column.type === 'date' || column.type === 'date_time' ? { dayOrder: dayOrderOf(block.map((row) => row[at] ?? '')) } : {}),
      }),
    )
    return planPaste(block, { columns, all, items, from }, readers, { noName: t.noName, missing: t.missing, twice: t.twice })
  }, [block, ground, columns, all, from])
  return { plan, error: failed && failed.of === block ? failed.error : null }
}
