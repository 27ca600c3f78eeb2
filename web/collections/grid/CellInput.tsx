import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../../api.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { isComposing } from '../../ui/isComposing.ts'
import { toast } from '../../ui/Toast.tsx'
import { type Column, valueOf } from '../columns.ts'
import { useKeepRow } from '../keepRow.ts'
import { same } from '../saveRow.ts'
import { collectionTexts } from '../texts.ts'
import { type Draft, draftOf, isList, isLong, isMultiple, readDraft } from '../values/draft.ts'
import { useOnceAnswered } from '../values/useOnceAnswered.ts'
import { findOption, useOptions } from '../values/useOptions.ts'
import type { GridActions } from './GridActions.ts'
import { InputPanel } from './InputPanel.tsx'
import type { Editing, Leave } from './useCursor.ts'

type Props = { column: Column; item: CollectionItem; editing: Editing | null; actions: GridActions }

/** The cell with the cursor, of which there is one on the page: what it holds is told with the field that lies over it. */
export const CURSOR_CELL = 'cell-with-cursor'

const NONE: Draft = { text: '', picks: [] }

/**
 * What is typed goes here: it lies unseen over the cell with the cursor and has the focus, and is seen once something is written. So an input
 * method writes its first character where the last one will be, and loses none.
 */
export function CellInput({ column, item, editing, actions }: Props) {
  const t = useTexts(collectionTexts)
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const value = valueOf(item, column)
  const [draft, setDraft] = useState(NONE)
  const [error, setError] = useState<string>()
  const [at, setAt] = useState(0)
  const list = isList(column)
  const queries = useQueryClient()
  const { options, pending } = useOptions(column, draft.text, draft.picks)

  const placeholder = list ? t.searchShort : column.type === 'date' ? t.hints.day : column.type === 'date_time' ? t.hints.moment : undefined
  const begun = editing !== null
  // Begun by a key or a click: what is there, to be changed. Begun by typing: what was typed is here already.
  const [was, setWas] = useState<Editing | null>(null)
  if (was !== editing) {
    const now = draftOf(column, value)
    setWas(editing)
    setError(undefined)
    setAt(0)
    setDraft(editing === null ? NONE : editing === 'keep' ? now : { text: draft.text, picks: now.picks })
  }
  useKeepRow('cell', actions.slug, item.id, begun && !same(draft, draftOf(column, value)) ? { [column.key]: draft } : null)
  useLayoutEffect(() => {
    const element = area.current
    if (!element || editing === null) return
    element.focus({ preventScroll: true })
    if (editing === 'keep') element.setSelectionRange(element.value.length, element.value.length)
  }, [editing])

  /** The words are not answered yet, and nobody is kept waiting for that: what they name is saved once it is known. */
  const saveOnceFound = async ({ text, picks }: Draft) => {
    try {
      const found = await findOption(queries, column, text, picks)
      if (found === undefined) toast({ text: t.notPicked(text.trim(), column.name), tone: 'failed' })
      else if (!picks.includes(found)) saveRead({ text: '', picks: isMultiple(column) ? [...picks, found] : [found] })
    } catch (thrown) {
      toast({ text: errorMessage(thrown), tone: 'failed' })
    }
  }
  const refuse = (why: string) => {
    setError(why)
    area.current?.focus({ preventScroll: true })
    return false
  }
  const saveRead = (written: Draft): string | undefined => {
    const read = readDraft(column, written, currentLanguage())
    if ('error' in read) return read.error
    if (!same(read.value, value)) actions.save(item, { [column.key]: read.value })
  }

  const save = (to: Leave, written: Draft = draft): boolean => {
    // Whoever has typed words and goes on means what they name, as with Enter.
    const words = list && written.text.trim() !== ''
    if (words && pending) {
      void saveOnceFound(written)
      actions.leave(to)
      return true
    }
    const named = words ? options[at]?.id : undefined
    if (words && named === undefined) return refuse(t.nothingFound)
    const picks = named === undefined || written.picks.includes(named) ? written.picks : isMultiple(column) ? [...written.picks, named] : [named]
    const wrong = saveRead({ ...written, picks })
    if (wrong !== undefined) return refuse(wrong)
    actions.leave(to)
    return true
  }
  const latest = useRef(save)
  latest.current = save
  useEffect(() => {
    if (begun) return actions.hold({ commit: () => latest.current('elsewhere') })
  }, [begun, actions])

  const pick = (picked: string | undefined) => {
    if (picked === undefined) return save('stay')
    if (!isMultiple(column)) return save('stay', { text: '', picks: draft.picks.includes(picked) && !column.required ? [] : [picked] })
    const picks = draft.picks.includes(picked) ? draft.picks.filter((one) => one !== picked) : [...draft.picks, picked]
    setDraft({ text: '', picks })
    area.current?.focus({ preventScroll: true })
    return true
  }

  const [enter, forgetEnter] = useOnceAnswered(pending, () => begun && pick(options[at]?.id))

  const onKeyDown = (event: KeyboardEvent) => {
    if (!begun) return
    event.stopPropagation()
    // Enter and Escape then belong to the input method, which is choosing characters.
    if (isComposing(event)) return
    forgetEnter()
    if (event.key === 'Escape') actions.leave('stay')
    else if (event.key === 'Tab') save(event.shiftKey ? 'previous' : 'next')
    else if (event.key === 'Enter' && list && !event.ctrlKey && !event.metaKey) {
      if (pending && !isMultiple(column)) {
        if (draft.text.trim() !== '' || draft.picks.length === 0) void saveOnceFound(draft)
        actions.leave('stay')
      } else enter()
    } else if (event.key === 'Enter' && !(isLong(column) && (event.shiftKey || event.altKey))) save(event.shiftKey ? 'up' : 'down')
    else if (list && event.key === 'ArrowDown') setAt(Math.min(at + 1, options.length - 1))
    else if (list && event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (!isLong(column) && !list && event.key === 'ArrowDown') save('down')
    else if (!isLong(column) && !list && event.key === 'ArrowUp') save('up')
    else return
    event.preventDefault()
  }

  return (
    <div
      className={cx(
        'absolute inset-x-0 top-0 z-30 min-h-full',
        begun ? 'bg-surface text-ink outline-2 outline-solid' : 'pointer-events-none opacity-0',
        begun && (error ? 'outline-danger' : 'outline-accent'),
      )}
    >
      <textarea
        ref={area}
        data-focus
        rows={1}
        value={draft.text}
        aria-label={column.name}
        aria-invalid={error ? true : undefined}
        aria-describedby={begun ? id : CURSOR_CELL}
        {...(list && begun
          ? { role: 'combobox', 'aria-expanded': true, 'aria-controls': `${id}-list`, 'aria-activedescendant': options[at] ? `${id}-${at}` : undefined }
          : {})}
        autoComplete="off"
        spellCheck={false}
        placeholder={begun ? placeholder : undefined}
        onCompositionStart={() => begun || actions.begin('replace')}
        onChange={(event) => {
          setDraft({ ...draft, text: event.target.value })
          setError(undefined)
          setAt(0)
          if (!begun) actions.begin('replace')
        }}
        onKeyDown={onKeyDown}
        onBlur={() => begun && document.hasFocus() && actions.isHeld() && save('elsewhere')}
        className="block field-sizing-content max-h-60 min-h-full w-full resize-none px-2.5 whitespace-pre-wrap py-[7px] font-normal outline-none select-text"
      />
      {begun && (
        <InputPanel
          id={id}
          anchor={area}
          column={column}
          draft={draft}
          error={error}
          options={options}
          pending={pending}
          at={at}
          onPoint={setAt}
          onPick={pick}
          onDay={(text) => {
            setDraft({ ...draft, text })
            area.current?.focus({ preventScroll: true })
          }}
        />
      )}
    </div>
  )
}
