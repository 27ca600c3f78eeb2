import { useState } from 'react'
import type { Preset } from '#shared/chat-settings.ts'
import type { ChatModels } from '#shared/models.ts'
import { keepModel, readModel } from './keepDraft.ts'

type From = {
  models: ChatModels | undefined
  /** What new conversations begin with. */
  standard: Preset | undefined
  /** The model that this conversation asked last. */
  asked: string | null | undefined
}

/**
 * Which model answers next in a conversation: what was chosen for it here, else what it asked last; in a new one what the person's own
 * default says, else what was chosen last anywhere. A model that may not be asked any more gives way to the next of these.
 */
export function useChosenModel(sessionId: string | null, { models, standard, asked }: From) {
  const [chosen, setChosen] = useState<{ sessionId: string | null; id: string } | null>(null)
  const [last, setLast] = useState(readModel)
  const here = chosen?.sessionId === sessionId ? chosen.id : null
  const wanted = sessionId === null ? [here, standard?.model, last] : [here, asked]
  const model = wanted.find((id) => id !== null && id !== undefined && models?.models.some((known) => known.id === id)) ?? models?.default ?? null
  const choose = (id: string) => {
    setChosen({ sessionId, id })
    setLast(id)
    keepModel(id)
  }
  return { model, choose }
}
