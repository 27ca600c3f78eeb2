import { Readable } from 'node:stream'
import { z } from 'zod'
import { BudgetStateEnvelope, SetLimits, UsageExportQuery, UsageQuery, UsageReportEnvelope } from '#shared/usage.ts'
import { encode } from '../audit/write-export.ts'
import type { AuthDeps } from '../auth/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { budgetOf, setOwnLimits } from './budgets.ts'
import { readUsage } from './queries.ts'
import { writeUsageCsv } from './write-csv.ts'

const tags = ['usage']
const config = { permission: 'chat:use' } as const
export const UsageFile = { description: 'A call a line, in UTF-8 for spreadsheets.', content: { 'text/csv': { schema: z.unknown().meta({ type: 'string' }) } } }
export const fileOf = (pieces: AsyncIterable<string>) => Readable.from(encode(pieces))
export const fileHeaders = (from: string, to: string) => ({
  'Content-Type': 'text/csv; charset=utf-8',
  'Content-Disposition': `attachment; filename="deskmate-usage-${from}-${to}.csv"`,
})

/** What the caller has used, and may use. */
export function usageRoutes(app: App, { db, actors }: Pick<AuthDeps, 'db' | 'actors'>): void {
  app.get(
    '/api/v1/usage',
    {
      config,
      schema: {
        operationId: 'getUsage',
        tags,
        summary: 'What the caller has asked of models, and what it cost',
        description: 'Days are those of UTC. Sums are exact.',
        querystring: UsageQuery,
        response: { 200: UsageReportEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const { by, api_key_id, ...range } = request.query
      return ok(request, await readUsage(db, request.actor, { userId: request.actor.userId, apiKeyId: api_key_id }, range, by))
    },
  )

  app.get(
    '/api/v1/usage/export',
    {
      config: { ...config, limit: 'export' },
      schema: {
        operationId: 'exportUsage',
        tags,
        summary: 'Every call of the caller, as a file',
        querystring: UsageExportQuery,
        response: { 200: UsageFile, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { actor, query } = request
      const whose = { userId: actor.userId, apiKeyId: query.api_key_id }
      return reply.headers(fileHeaders(query.from, query.to)).send(fileOf(writeUsageCsv(db, actor, whose, query)))
    },
  )

  app.get(
    '/api/v1/usage/budget',
    {
      config,
      schema: {
        operationId: 'getBudget',
        tags,
        summary: 'What the caller may still spend, today and this month',
        response: { 200: BudgetStateEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, await budgetOf(db, request.actor, request.actor.userId)),
  )

  app.put(
    '/api/v1/usage/limits',
    {
      config: { permission: 'in-person' },
      schema: {
        operationId: 'setOwnLimits',
        tags,
        summary: 'Limit oneself',
        description: 'The lower one holds: what an administrator has set cannot be raised by this.',
        body: SetLimits,
        response: { 200: BudgetStateEnvelope, ...errorResponses('VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE') },
      },
    },
    async (request) => {
      const state = await setOwnLimits(db, request.actor, request.body)
      actors.forget()
      return ok(request, state)
    },
  )
}
