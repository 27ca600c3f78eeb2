import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { sessionsQuery } from './listQueries.ts'
import { newestQuery, RUNNING_REFRESH_MS } from './refreshNewest.ts'
import type { ListView } from './useListView.ts'

/** A list of conversations, kept current while one of them is being answered. */
export function useSessions(view: ListView) {
  const query = useInfiniteQuery(sessionsQuery(view))
  const running = query.data?.pages.some(({ sessions }) => sessions.some((session) => session.running)) ?? false
  // What it finds comes by the list: nothing is drawn for its sake.
  useQuery({ ...newestQuery(view), refetchInterval: running ? RUNNING_REFRESH_MS : false, notifyOnChangeProps: [] })
  return query
}
