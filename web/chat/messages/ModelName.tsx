import { useQuery } from '@tanstack/react-query'
import { BUILT_IN_MODEL } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { modelsQuery } from '../queries.ts'
import { chatTexts } from '../texts.ts'

/** The catalogue's name of a model; a model that is no longer in it keeps its id. */
export function ModelName({ id }: { id: string | null }) {
  return <span className="truncate">{useModelName(id)}</span>
}

export function useModelName(id: string | null): string {
  const t = useTexts(chatTexts)
  const { data: name } = useQuery({ ...modelsQuery, select: ({ models }) => models.find((model) => model.id === id)?.name ?? null })
  return id === BUILT_IN_MODEL ? t.builtIn : (name ?? id ?? t.assistant)
}
