import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api.ts'

/** Short enough that another tab's change shows on return, long enough that going back and forth asks nothing anew. */
const STALE_AFTER_MS = 15_000

/** Two more tries: a restart of the server takes about two seconds. */
const MAX_RETRIES = 2

/** Without a sign-in the page is being left, and a word about it would only flash up. */
const isLeaving = (error: unknown) => error instanceof ApiError && error.status === 401
const LEAVE_MS = 5_000

const mayHelp = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status === 503 || error.status === 429)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_AFTER_MS,
      // 'always': the browser's idea of being online says nothing about a server on the same machine.
      networkMode: 'always',
      retry: (failures, error) => failures < (isLeaving(error) ? 1 : MAX_RETRIES) && (mayHelp(error) || isLeaving(error)),
      retryDelay: (attempt, error) =>
        isLeaving(error) ? LEAVE_MS : error instanceof ApiError && error.retryAfter ? Math.min(error.retryAfter, 5) * 1000 : 400 * 2 ** attempt,
    },
    mutations: { networkMode: 'always' },
  },
})
