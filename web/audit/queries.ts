import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { AuditPageEnvelope, AuditVerificationEnvelope } from '#shared/audit.ts'
import { UsersEnvelope } from '#shared/users.ts'
import { call, send } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { type AuditSearch, asQuery } from './search.ts'

const PAGE_SIZE = 50

/** The log only grows at its beginning; whoever wants the newest asks for it. */
const STALE_AFTER_MS = 5 * 60_000

export const entriesQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'entries', search],
    queryFn: ({ pageParam, signal }) =>
      call(AuditPageEnvelope, { path: apiPaths.audit(), query: { ...asQuery(search), limit: PAGE_SIZE, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    // What one is reading does not move; coming to the page anew shows the newest.
    refetchOnWindowFocus: false,
  })

/** Whom to choose from; only who manages users may ask for it. */
export const peopleQuery = queryOptions({
  queryKey: ['users', 'accounts', { q: '', status: '' }],
  queryFn: ({ signal }) => call(UsersEnvelope, { path: apiPaths.users(), signal }),
  staleTime: STALE_AFTER_MS,
})

/** Walks the whole chain, so it runs when it is asked for; then its answer stays. */
export const verificationQuery = queryOptions({
  queryKey: ['audit', 'verification'],
  queryFn: ({ signal }) => call(AuditVerificationEnvelope, { path: apiPaths.auditVerification(), signal }),
  enabled: false,
  staleTime: Infinity,
  gcTime: Infinity,
  retry: false,
})

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Everything that the filters find, as a file. */
export const exportEntries = async (search: AuditSearch, format: ExportFormat): Promise<Blob> =>
  (await send({ path: apiPaths.auditExport(), query: { ...asQuery(search), format }, headers: { Accept: '*/*' } })).blob()
