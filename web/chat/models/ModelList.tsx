import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react'
import type { ChatModels } from '#shared/models.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { place } from '../../ui/place.ts'
import { ignoreRestOfClick } from '../../ui/restOfClick.ts'
import { chatTexts } from '../texts.ts'
import { ActiveModel } from './ActiveModel.tsx'
import { groupModels } from './groupModels.ts'
import { ModelOption } from './ModelOption.tsx'
import { modelTexts } from './texts.ts'
import { useFavourite } from './useFavourite.ts'

/** In pixels: all lines of a kind have one height, so that nothing needs to be measured. */
const HEAD = 28
const OPTION = { fine: 50, coarse: 60 }
const PAGE = 6

type Props = { list: ChatModels; chosen: string | null; anchor: HTMLElement; onChoose: (id: string) => void; onClose: () => void }

/** A search field over a list, as screen readers know it; of hundreds of models only those in view exist. */
export function ModelList({ list, chosen, anchor, onChoose, onClose }: Props) {
  const t = useTexts(chatTexts).models
  const own = useTexts(modelTexts)
  const { number } = useFormats()
  const listId = useId()
  const popup = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  // As they were when it was opened: a star moves no line from under the pointer.
  const [opened] = useState({ favourites: list.favourites, recent: list.recent })
  const lines = useMemo(() => groupModels({ models: list.models, ...opened }, query), [list.models, opened, query])
  const options = lines.flatMap((line) => ('model' in line ? [line.model] : []))
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      options.findIndex(({ id }) => id === chosen),
    ),
  )
  const [height] = useState(() => (matchMedia('(pointer: coarse)').matches ? OPTION.coarse : OPTION.fine))
  const window = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index] && 'head' in lines[index] ? HEAD : height),
    getItemKey: (index) => {
      const line = lines[index]
      return line && 'model' in line ? line.model.id : `# ${index}`
    },
    overscan: 6,
    paddingStart: 4,
    paddingEnd: 4,
  })
  const setFavourite = useFavourite()
  const active = options[at]

  const close = useEffectEvent(onClose)
  useEffect(() => {
    const element = popup.current
    if (!element) return
    element.showPopover({ source: anchor })
    place(element, anchor)
    element.querySelector('input')?.focus()
    const onToggle = (event: ToggleEvent) => event.newState === 'closed' && close()
    element.addEventListener('toggle', onToggle)
    return () => {
      element.removeEventListener('toggle', onToggle)
      ignoreRestOfClick()
    }
  }, [anchor])

  const show = (option: number, align: 'auto' | 'center' = 'auto') =>
    window.scrollToIndex(
      lines.findIndex((line) => 'option' in line && line.option === option),
      { align },
    )
  const isDrawn = (option: number) =>
    window.getVirtualItems().some(({ index }) => {
      const line = lines[index]
      return line !== undefined && 'option' in line && line.option === option
    })
  const begin = useEffectEvent(() => show(at, 'center'))
  useEffect(() => begin(), [])

  const move = (to: number) => {
    const next = Math.max(0, Math.min(options.length - 1, to))
    setAt(next)
    if (next === 0) window.scrollToOffset(0)
    else show(next)
  }
  const choose = (id: string | undefined) => {
    if (id === undefined) return
    onChoose(id)
    anchor.focus()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    // Home and End belong to the text that is being written.
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE }[event.key]
    if (to !== undefined) move(to)
    else if (event.key === 'Enter') choose(active?.id)
    else return
    event.preventDefault()
  }
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    anchor.focus()
    onClose()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape, from wherever the focus is inside
    <div
      ref={popup}
      popover="auto"
      onKeyDown={onEscape}
      className="w-[min(28rem,calc(100vw-1rem))] rounded-lg border border-line bg-surface text-ink shadow-float"
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        // Only what is drawn can be pointed at: the window has its size a frame later.
        aria-activedescendant={active && isDrawn(at) ? `${listId}-${at}` : undefined}
        aria-label={t.search}
        placeholder={t.search}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
          window.scrollToOffset(0)
        }}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
        className="h-10 w-full border-b border-line bg-transparent px-3.5 outline-none placeholder:text-ink-3 pointer-coarse:h-11 pointer-coarse:text-lg"
      />
      <div ref={scroller} id={listId} role="listbox" aria-label={t.label} className="h-80 max-h-[42dvh] overflow-y-auto overscroll-contain">
        <div role="presentation" className="relative" style={{ height: window.getTotalSize() }}>
          {window.getVirtualItems().map(({ index, key, start, size }) => {
            const line = lines[index]
            if (!line) return null
            const style = { height: size, transform: `translateY(${start}px)` }
            if ('head' in line)
              return (
                <p key={key} role="presentation" style={style} className="absolute inset-x-0 top-0 truncate px-3.5 pt-2 text-xs font-medium text-ink-3">
                  {own[line.head]}
                </p>
              )
            const { model, option } = line
            return (
              <ModelOption
                key={key}
                id={`${listId}-${option}`}
                style={style}
                model={model}
                place={[option + 1, options.length]}
                active={option === at}
                chosen={model.id === chosen}
                standard={model.id === list.default}
                favourite={list.favourites.includes(model.id)}
                onPoint={() => setAt(option)}
                onChoose={() => choose(model.id)}
                onFavourite={(favourite) => setFavourite(model.id, favourite)}
              />
            )
          })}
        </div>
        {options.length === 0 && <p className="absolute inset-x-3 mt-6 text-center text-ink-3">{t.none}</p>}
      </div>
      <p role="status" className="sr-only">
        {query && own.found(number(options.length))}
      </p>
      {active && <ActiveModel model={active} favourite={list.favourites.includes(active.id)} onFavourite={(favourite) => setFavourite(active.id, favourite)} />}
    </div>
  )
}
