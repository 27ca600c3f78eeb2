import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { SessionsQuery } from '#shared/chat-list.ts'
import { sessionsKey } from '../queries.ts'
import { layOver } from './layOver.ts'
import { readSessions, sessionsQuery } from './listQueries.ts'
import type { ListView } from './useListView.ts'

/** While some conversation is being answered its dot should go out soon after. */
export const RUNNING_REFRESH_MS = 5_000

/** Asks for the newest of a list again: one request, however far down it was read. Where that is not enough, for all of it. */
async function refreshNewest(client: QueryClient, view: ListView): Promise<void> {
  const { queryKey } = sessionsQuery(view)
  const refreshAll = () => client.invalidateQueries({ queryKey, exact: true })
  const isShown = client.getQueryCache().find({ queryKey, exact: true })?.isActive() ?? false
  const before = client.getQueryState(queryKey)
  if (!isShown || !before?.data || before.data.pages.length < 2 || before.fetchStatus !== 'idle') return refreshAll()
  const first = await readSessions(view, null).catch(() => null)
  // The list stays as it is; the next look tells more.
  if (!first) return
  const now = client.getQueryState(queryKey)
  // What has come meanwhile may be newer.
  if (now?.data !== before.data || now.fetchStatus !== 'idle') return refreshNewest(client, view)
  const merged = layOver(before.data, first)
  if (merged) client.setQueryData(queryKey, merged)
  else await refreshAll()
}

const Key = z.tuple([z.string(), z.string(), SessionsQuery.shape.view, z.string().nullable()])

/** After an answer has begun or ended: what it changes stands at the top. */
export async function refreshShown(client: QueryClient): Promise<void> {
  const views = client
    .getQueryCache()
    .findAll({ queryKey: sessionsKey })
    .map(({ queryKey }) => Key.parse(queryKey))
  await Promise.all(views.map(([, , view, folder]) => refreshNewest(client, { view, folder })))
}

/** Only looks, and only by its interval; what it finds is in the list. */
export const newestQuery = (view: ListView) =>
  queryOptions<null>({
    queryKey: ['chat', 'newest', view.view, view.folder],
    queryFn: async ({ client }) => {
      if (client.isFetching({ queryKey: sessionsQuery(view).queryKey, exact: true }) === 0) await refreshNewest(client, view)
      return null
    },
    initialData: null,
    staleTime: Infinity,
  })
