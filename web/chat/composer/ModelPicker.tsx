import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { BUILT_IN_MODEL } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { ChevronDownIcon } from '../../ui/icons.tsx'
import { LateModelList, preloadModelList } from '../models/LateModelList.tsx'
import { modelsQuery } from '../queries.ts'
import { chatTexts } from '../texts.ts'

export type ModelPickerProps = {
  model: string | null
  onModel: (id: string) => void
  /** Held by the page, since a failed answer opens it too. */
  choosing: boolean
  onChoosing: (open: boolean) => void
}

/** Which model answers next. Without a provider there is nothing to choose. */
export function ModelPicker({ model, onModel, choosing, onChoosing }: ModelPickerProps) {
  const t = useTexts(chatTexts)
  const { data, isError } = useQuery(modelsQuery)
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const closedAt = useRef(0)
  if (isError) return <span className="truncate px-1.5 text-xs text-ink-3">{t.models.failed}</span>
  if (!data) return <span className="h-7" />
  const name = model === BUILT_IN_MODEL ? t.builtIn : (data.models.find(({ id }) => id === model)?.name ?? model ?? '')
  if (!data.configured || data.models.length < 2) return <span className="truncate px-1.5 text-sm text-ink-3">{name}</span>
  const close = () => {
    closedAt.current = Date.now()
    onChoosing(false)
  }
  return (
    <>
      <button
        ref={setButton}
        type="button"
        aria-label={t.models.choose(name)}
        aria-haspopup="listbox"
        onPointerEnter={preloadModelList}
        aria-expanded={choosing}
        // The press that closes the list from outside would open it again.
        onClick={() => onChoosing(!choosing && Date.now() - closedAt.current > 200)}
        className="inline-flex h-7 max-w-56 min-w-0 items-center gap-1 rounded-md px-1.5 text-sm text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-11"
      >
        <span className="truncate">{name}</span>
        <ChevronDownIcon size={14} className="shrink-0" />
      </button>
      {choosing && button && <LateModelList list={data} chosen={model} anchor={button} onChoose={onModel} onClose={close} />}
    </>
  )
}
