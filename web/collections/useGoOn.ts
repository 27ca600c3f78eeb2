import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { toast } from '../ui/Toast.tsx'
import type { Changes, Column } from './columns.ts'
import { type KeptRow, takeRow } from './keepRow.ts'
import { rowQuery } from './queries.ts'
import { takeEdits } from './saveRow.ts'
import { collectionTexts } from './texts.ts'
import type { Draft } from './values/draft.ts'

type Ways = {
  onCreate: (start: Record<string, Draft>) => void
  onSheet: (item: CollectionItem, column: Column, start: Draft) => void
  onSave: (base: CollectionItem, changes: Changes) => unknown
}

/** Where the sign-in ended in the middle of it: saves what was to be saved, and opens what was being written. */
export function useGoOn(slug: string, columns: readonly Column[], { onCreate, onSheet, onSave }: Ways): void {
  const queries = useQueryClient()
  const open = useEffectEvent(async ({ id, drafts }: KeptRow) => {
    if (id === null) return onCreate(drafts)
    const column = columns.find(({ key }) => key in drafts)
    const start = column && drafts[column.key]
    if (!start) return
    try {
      onSheet(await queries.fetchQuery(rowQuery(slug, id)), column, start)
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(collectionTexts).notSaved(errorMessage(error)) })
    }
  })
  const goOn = useEffectEvent(() => {
    for (const { base, changes } of takeEdits(slug)) onSave(base, changes)
    const kept = takeRow(slug)
    if (kept) void open(kept)
  })
  useEffect(() => goOn(), [])
}
