import type { InfiniteData } from '@tanstack/react-query'
import type { ChatSession } from '#shared/chat.ts'

type Page = { sessions: ChatSession[]; next_cursor: string | null }
export type Pages = InfiniteData<Page>

/** One conversation as it is now, wherever it stands. */
export const putSession = (list: Pages, session: ChatSession): Pages => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, sessions: page.sessions.map((each) => (each.id === session.id ? session : each)) })),
})

/**
 * Lays the first page, as it is now, over a list that was read further down: what stood above its end and is not on it has gone, what stood
 * below its end is where it was.
 * @returns undefined where that cannot be said without all of the list
 */
export function layOver(list: Pages, first: Page): Pages | undefined {
  if (first.next_cursor === null) return { pages: [first], pageParams: [null] }
  const before = list.pages.flatMap(({ sessions }) => sessions)
  const end = first.sessions.at(-1)
  const at = before.findIndex(({ id }) => id === end?.id)
  const was = before[at]
  // An end that has moved itself does not tell what stood above it.
  if (!end || !was || end.updated_at !== was.updated_at || end.pinned !== was.pinned) return undefined
  const onFirst = new Set(first.sessions.map(({ id }) => id))
  const below = new Map(before.slice(at + 1).flatMap((session) => (onFirst.has(session.id) ? [] : [[session.id, session]])))
  // Whether it is still being answered the first page does not say.
  if ([...below.values()].some(({ running }) => running)) return undefined
  const pages = list.pages.map((page, place) => {
    const kept = page.sessions.filter((session) => below.get(session.id) === session)
    return { ...page, sessions: place === 0 ? [...first.sessions, ...kept] : kept }
  })
  return { ...list, pages }
}
