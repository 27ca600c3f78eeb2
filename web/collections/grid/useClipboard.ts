import { useQueryClient } from '@tanstack/react-query'
import type { ClipboardEvent } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { useFormats } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { copyText } from '../../ui/copyText.ts'
import { toast } from '../../ui/Toast.tsx'
import { type Column, takesCopies } from '../columns.ts'
import { readClipboard } from '../paste/readTable.ts'
import { collectionTexts } from '../texts.ts'
import { cellReader } from '../values/cellReader.ts'
import { cellsToCopy } from './copyCells.ts'
import type { GridProps, Selected } from './GridProps.ts'
import { knownNames } from './knownNames.ts'

type Options = Pick<GridProps, 'denied' | 'onSave' | 'onPaste'> & {
  /** The columns that are selected. */
  columns: readonly Column[]
  /** More than one cell. */
  selects: boolean
  selected: Selected
  here: () => { item: CollectionItem | undefined; column: Column | undefined }
  rowsSelected: () => CollectionItem[] | null
  forSelected: (run: (items: CollectionItem[]) => unknown) => void
  /** Whether the cells are meant: where something is being written, its text is. */
  isFree: (target: EventTarget) => boolean
  clear: () => void
  refuse: () => void
}

/** Copy, cut and paste of cells. */
export function useClipboard(options: Options) {
  const { denied, onSave, onPaste, columns, selects, selected, here, rowsSelected, forSelected, isFree, clear, refuse } = options
  const t = useTexts(collectionTexts)
  const formats = useFormats()
  const queries = useQueryClient()

  /** @param then once the clipboard has it */
  const copy = (event: ClipboardEvent, then: () => void = () => undefined) => {
    if (!isFree(event.target)) return
    const write = (items: readonly CollectionItem[]) => cellsToCopy(items, columns, knownNames(queries, columns, items))
    const done = (count: number) => {
      if (selects) toast({ text: t.copied(formats.number(count * columns.length)) })
      then()
    }
    event.preventDefault()
    const items = rowsSelected()
    // The event's own clipboard is gone by the time that other rows come.
    if (!items)
      return forSelected(async (all) => {
        if (await copyText(write(all).text)) done(all.length)
        else toast({ tone: 'failed', text: t.notCopied })
      })
    const { text, html } = write(items)
    event.clipboardData.setData('text/plain', text)
    event.clipboardData.setData('text/html', html)
    done(items.length)
  }
  const onCopy = (event: ClipboardEvent) => copy(event)
  const onCut = (event: ClipboardEvent) => copy(event, clear)
  const onPasteCells = (event: ClipboardEvent) => {
    if (!isFree(event.target)) return
    event.preventDefault()
    if (denied) return refuse()
    const block = readClipboard(event.clipboardData)
    const [[text = '', ...right] = [], ...below] = block
    const { item, column } = here()
    const isOne = right.length === 0 && below.length === 0 && !selects && item && column && takesCopies(column)
    // What people and rows are called has to be looked up first.
    if (!isOne || column.type === 'person' || column.type === 'relation') return onPaste(block, selected)
    const read = cellReader(column, currentLanguage())(text)
    if ('refused' in read) toast({ tone: 'failed', text: t.notSaved(read.refused) })
    else void onSave(item, { [column.key]: read.value })
  }
  return { onCopy, onCut, onPaste: onPasteCells }
}
