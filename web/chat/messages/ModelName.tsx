import { useQuery } from '@tanstack/react-query'
import { BUILT_IN_MODEL } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { modelsQuery } from '../queries.ts'
import { chatTexts } from '../texts.ts'

/** Which model answers, and, where another had to stand in for it, which was asked. */
export function ModelName({ id, asked = null }: { id: string | null; asked?: string | null }) {
  const t = useTexts(chatTexts)
  const name = useModelName(id)
  const askedName = useModelName(asked)
  return (
    <>
      <span className="truncate">{name}</span>
      {asked !== null && (
        <span className="truncate text-warn" data-tip={t.answer.insteadWhy}>
          {t.answer.instead(askedName)}
        </span>
      )}
    </>
  )
}

/** The catalogue's name of a model; a model that is no longer in it keeps its id. */
export function useModelName(id: string | null): string {
  const t = useTexts(chatTexts)
  const { data: name } = useQuery({ ...modelsQuery, select: ({ models }) => models.find((model) => model.id === id)?.name ?? null })
  return id === BUILT_IN_MODEL ? t.builtIn : (name ?? id ?? t.assistant)
}
