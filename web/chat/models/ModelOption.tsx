import type { CSSProperties } from 'react'
import type { ChatModel } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Badge } from '../../ui/Badge.tsx'
import { cx } from '../../ui/classes.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { isFree, shortDollars, shortTokens } from '../writeFigures.ts'
import { StarIcon, StarredIcon } from './icons.tsx'
import { modelTexts } from './texts.ts'

type Props = {
  id: string
  style: CSSProperties
  model: ChatModel
  /** Which of how many. */
  place: [number, number]
  active: boolean
  chosen: boolean
  standard: boolean
  favourite: boolean
  onPoint: () => void
  onChoose: () => void
  onFavourite: (favourite: boolean) => void
}

export function ModelOption({ id, style, model, place, active, chosen, standard, favourite, onPoint, onChoose, onFavourite }: Props) {
  const t = useTexts(chatTexts).models
  const own = useTexts(modelTexts)
  const Star = favourite ? StarredIcon : StarIcon
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the search field's
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-posinset={place[0]}
      aria-setsize={place[1]}
      style={style}
      onClick={onChoose}
      onPointerMove={() => !active && onPoint()}
      className="absolute inset-x-1 top-0 cursor-pointer"
    >
      <div className={cx('flex h-full items-center gap-2 rounded-md pr-1.5 pl-2.5', active && 'bg-hover')}>
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2">
            <span className="truncate">{model.name}</span>
            {standard && <Badge className={cx(active && 'bg-surface!')}>{t.default}</Badge>}
            {favourite && <span className="sr-only">{own.favourite}</span>}
          </p>
          <p className="flex h-5 items-center gap-1.5 text-xs text-ink-3">
            <Facts model={model} badge={cx('h-4 px-1 font-normal', active && 'bg-surface!')} />
          </p>
        </div>
        {chosen && <CheckIcon className="shrink-0 text-accent" />}
        {/* For the pointer alone; by keyboard it is the button below the list. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- see above */}
        <span
          aria-hidden="true"
          data-star={model.id}
          onClick={(event) => {
            event.stopPropagation()
            onFavourite(!favourite)
          }}
          className={cx(
            'grid size-8 shrink-0 place-items-center rounded-md hover:bg-line pointer-coarse:size-11',
            favourite ? 'text-warn' : active ? 'text-ink-3' : 'text-ink-3 pointer-fine:opacity-0',
          )}
        >
          <Star />
        </span>
      </div>
    </div>
  )
}

function Facts({ model, badge }: { model: ChatModel; badge: string }) {
  const t = useTexts(chatTexts).models
  const own = useTexts(modelTexts)
  const { context_length: context, prompt_price: input, completion_price: output } = model
  const price = isFree(model) ? t.free : input === null || output === null ? null : own.short(shortDollars(input), shortDollars(output))
  const facts = [context === null ? null : shortTokens(context), price].filter((fact) => fact !== null)
  return (
    <>
      <span className="truncate">{facts.length > 0 ? facts.join(' · ') : model.id}</span>
      {model.input_modalities?.includes('image') && <Badge className={badge}>{own.image}</Badge>}
      {model.reasoning && <Badge className={badge}>{own.reasoning}</Badge>}
    </>
  )
}
