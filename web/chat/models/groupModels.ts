import type { ChatModel, ChatModels } from '#shared/models.ts'

export type Group = 'favourites' | 'recent' | 'all'
/** A line of the list: a heading, or a model, which stands there once. `option` counts the models alone. */
export type Line = { head: Group } | { model: ChatModel; option: number }

/** What was searched for, best first, in one list; else the favourites, what was used last, and the others. */
export function groupModels({ models, favourites, recent }: Pick<ChatModels, 'models' | 'favourites' | 'recent'>, query: string): Line[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  let option = 0
  const lines = (some: ChatModel[]): Line[] => some.map((model) => ({ model, option: option++ }))
  if (words.length > 0) return lines(search(models, words))
  const byId = new Map(models.map((model) => [model.id, model]))
  const take = (ids: string[]) =>
    ids.flatMap((id) => {
      const model = byId.get(id)
      byId.delete(id)
      return model ? [model] : []
    })
  const groups: [Group, ChatModel[]][] = [
    ['favourites', take(favourites)],
    ['recent', take(recent)],
    ['all', [...byId.values()]],
  ]
  const there = groups.filter(([, some]) => some.length > 0)
  return there.flatMap(([head, some]): Line[] => (there.length > 1 ? [{ head }, ...lines(some)] : lines(some)))
}

/** Every word must occur in the name or the id; where the first begins the name, or a part of it, the model comes first. */
function search(models: ChatModel[], words: string[]): ChatModel[] {
  const [first = ''] = words
  const rank = ({ id, name }: ChatModel) => {
    const text = name.toLowerCase()
    if (text.startsWith(first) || id.toLowerCase() === words.join(' ')) return 0
    return text.split(/[\s:/-]+/).some((part) => part.startsWith(first)) ? 1 : 2
  }
  const found = models.filter(({ id, name }) => words.every((word) => `${name} ${id}`.toLowerCase().includes(word)))
  return found
    .map((model) => ({ model, rank: rank(model) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ model }) => model)
}
