import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChevronDownIcon, RestoreIcon } from '../../ui/icons.tsx'
import { LateModelList, preloadModelList } from '../models/LateModelList.tsx'
import { modelsQuery } from '../queries.ts'
import { useBranchActions } from './actions.ts'
import { treeTexts } from './texts.ts'

/** Another answer, from the same model or, by the arrow beside it, from another. */
export function Regenerate({ message }: { message: ChatMessage }) {
  const t = useTexts(treeTexts)
  const { busy, onRegenerate } = useBranchActions()
  const { data } = useQuery(modelsQuery)
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <IconButton icon={RestoreIcon} label={t.regenerate} data-tip={t.regenerateHint} size="small" disabled={busy} onClick={() => onRegenerate(message)} />
      {data && data.configured && data.models.length > 1 && (
        <IconButton
          ref={setButton}
          icon={ChevronDownIcon}
          label={t.otherModel}
          size="small"
          aria-haspopup="listbox"
          onPointerEnter={preloadModelList}
          aria-expanded={choosing}
          disabled={busy}
          onClick={() => setChoosing(true)}
          className="-ml-1"
        />
      )}
      {choosing && button && data && (
        <LateModelList
          list={data}
          chosen={message.model}
          anchor={button}
          onChoose={(model) => onRegenerate(message, model)}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  )
}
