import { ApiError, errorMessage } from '../api.ts'
import { ErrorState } from './ErrorState.tsx'

export type FailedQuery = { error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> }

/** In place of what a query did not bring. */
export const QueryFailed = ({ query }: { query: FailedQuery }) => (
  <ErrorState
    text={errorMessage(query.error)}
    requestId={query.error instanceof ApiError ? query.error.requestId : null}
    busy={query.isFetching}
    onRetry={() => void query.refetch()}
  />
)
