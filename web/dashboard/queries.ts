import { queryOptions } from '@tanstack/react-query'
import { DashboardEnvelope } from '#shared/dashboard.ts'
import { call } from '../api.ts'
import { apiPaths } from '../paths.ts'

export const dashboardQuery = () =>
  queryOptions({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => call(DashboardEnvelope, { path: apiPaths.dashboard(), signal }),
    // The page to come back to: it shows what it knows and asks anew each time.
    staleTime: 0,
  })
