import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import type { ChatModel } from '#shared/models.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { place } from '../../ui/place.ts'
import { chatTexts } from '../texts.ts'
import { isFree, shortDollars, shortTokens } from '../writeFigures.ts'

/** A provider's catalogue has hundreds; the rest is found by searching, and not drawn. */
const SHOWN = 60

type Props = { models: ChatModel[]; standard: string; chosen: string | null; anchor: HTMLElement; onChoose: (id: string) => void; onClose: () => void }

export function ModelList({ models, standard, chosen, anchor, onChoose, onClose }: Props) {
  const t = useTexts(chatTexts)
  const { number } = useFormats()
  const listId = useId()
  const popup = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const found = search(models, query)
  const shown = found.slice(0, SHOWN)
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      found.slice(0, SHOWN).findIndex(({ id }) => id === chosen),
    ),
  )

  const close = useEffectEvent(onClose)
  useEffect(() => {
    const element = popup.current
    if (!element) return
    element.showPopover({ source: anchor })
    place(element, anchor)
    element.querySelector('input')?.focus()
    const onToggle = (event: ToggleEvent) => event.newState === 'closed' && close()
    element.addEventListener('toggle', onToggle)
    return () => element.removeEventListener('toggle', onToggle)
  }, [anchor])
  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, listId])

  const choose = (model: ChatModel | undefined) => {
    if (!model) return
    onChoose(model.id)
    anchor.focus()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, PageDown: at + 8, PageUp: at - 8 }[event.key]
    if (to !== undefined) setAt(Math.max(0, Math.min(shown.length - 1, to)))
    else if (event.key === 'Enter') choose(shown[at])
    else if (event.key === 'Escape') {
      event.stopPropagation()
      anchor.focus()
      onClose()
    } else return
    event.preventDefault()
  }

  return (
    <div ref={popup} popover="auto" className="w-[min(26rem,calc(100vw-1rem))] rounded-lg border border-line bg-surface text-ink shadow-float">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown[at] ? `${listId}-${at}` : undefined}
        aria-label={t.models.search}
        placeholder={t.models.search}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
        className="h-10 w-full border-b border-line bg-transparent px-3.5 outline-none placeholder:text-ink-3 pointer-coarse:text-lg"
      />
      <div id={listId} role="listbox" aria-label={t.models.label} className="h-80 max-h-[45dvh] overflow-y-auto overscroll-contain p-1">
        {shown.map((model, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the search field's
          <div
            key={model.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={model.id === chosen}
            onClick={() => choose(model)}
            onPointerMove={() => setAt(index)}
            className={cx('flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 pointer-coarse:py-2.5', index === at && 'bg-hover')}
          >
            <div className="min-w-0 flex-1">
              <p className="flex items-center gap-2">
                <span className="truncate">{model.name}</span>
                {model.id === standard && <span className="shrink-0 rounded bg-sunken px-1.5 text-xs text-ink-2">{t.models.default}</span>}
              </p>
              <p className="text-xs text-ink-3">
                <Details model={model} />
              </p>
            </div>
            {model.id === chosen && <CheckIcon className="shrink-0 text-accent" />}
          </div>
        ))}
        {shown.length === 0 && <p className="px-3 py-6 text-center text-ink-3">{t.models.none}</p>}
        {found.length > SHOWN && <p className="px-2.5 py-2 text-xs text-ink-3">{t.models.more(number(found.length - SHOWN))}</p>}
      </div>
    </div>
  )
}

function Details({ model }: { model: ChatModel }) {
  const t = useTexts(chatTexts)
  const { context_length, prompt_price, completion_price } = model
  const parts = [
    context_length === null ? null : t.models.context(shortTokens(context_length)),
    isFree(model)
      ? t.models.free
      : prompt_price === null || completion_price === null
        ? null
        : t.models.price(shortDollars(prompt_price), shortDollars(completion_price)),
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' · ') : model.id
}

/** Every word must occur in the name or the id. */
function search(models: ChatModel[], query: string): ChatModel[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return models.filter(({ id, name }) => words.every((word) => `${name} ${id}`.toLowerCase().includes(word)))
}
