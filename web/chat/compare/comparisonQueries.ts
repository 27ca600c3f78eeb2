import { queryOptions, skipToken } from '@tanstack/react-query'
import { type CompareModels, type Comparison, ComparisonEnvelope } from '#shared/branches.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import type { LiveAnswer } from '../stream/applyFrame.ts'

/** The answers of a comparison that this page is reading, by generation. Written by the reader, never fetched. */
export const comparisonQuery = (sessionId: string) =>
  queryOptions<Record<string, LiveAnswer>>({ queryKey: ['chat', 'comparison', sessionId], queryFn: skipToken, staleTime: Infinity })

export const compareModels = (body: CompareModels): Promise<Comparison> =>
  call(ComparisonEnvelope, { method: 'POST', path: apiPaths.compare(), body, headers: idempotencyKey() })
