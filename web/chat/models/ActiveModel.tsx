import type { ChatModel } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { chatTexts } from '../texts.ts'
import { isFree, shortDollars, shortTokens } from '../writeFigures.ts'
import { StarIcon, StarredIcon } from './icons.tsx'
import { modelTexts } from './texts.ts'

type Props = { model: ChatModel; favourite: boolean; onFavourite: (favourite: boolean) => void }

/** All that is known of the model that would be chosen, and its star. */
export function ActiveModel({ model, favourite, onFavourite }: Props) {
  const t = useTexts(modelTexts)
  const name = favourite ? t.removeFavourite(model.name) : t.addFavourite(model.name)
  return (
    <div className="flex items-center gap-3 border-t border-line px-3.5 py-2 text-xs text-ink-2">
      {/* As high for each: the list must not move while one goes through it. */}
      <div className="h-[3.75rem] min-w-0 flex-1 overflow-hidden leading-[1.625] max-sm:h-20">
        <p className="truncate font-mono text-ink-3">{model.id}</p>
        <p className="line-clamp-2 max-sm:line-clamp-3">
          <Details model={model} />
        </p>
      </div>
      <Button
        size="small"
        aria-label={name}
        aria-pressed={favourite}
        icon={favourite ? <StarredIcon className="text-warn" /> : <StarIcon />}
        onClick={() => onFavourite(!favourite)}
      >
        {favourite ? t.remove : t.add}
      </Button>
    </div>
  )
}

function Details({ model }: { model: ChatModel }) {
  const t = useTexts(modelTexts)
  const { free } = useTexts(chatTexts).models
  const { prompt_price: input, completion_price: output, cached_price: cached, image_price: image, request_price: request } = model
  const price = isFree(model) ? free : input === null || output === null ? t.noPrice : t.perMillion(shortDollars(input), shortDollars(output))
  const parts = [
    price,
    cached ? t.cached(shortDollars(cached)) : null,
    image ? t.perImage(shortDollars(image)) : null,
    request ? t.perRequest(shortDollars(request)) : null,
    model.context_length === null ? null : t.context(shortTokens(model.context_length)),
    model.max_output === null ? null : t.maxOutput(shortTokens(model.max_output)),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
