import type { FastifyRequest } from 'fastify'
import {
  type Budget,
  BudgetEnvelope,
  BudgetsEnvelope,
  RoleBudgetParams,
  SetLimits,
  UsageExportQuery,
  UsageReportEnvelope,
  UserBudgetParams,
  WorkspaceUsageQuery,
} from '#shared/usage.ts'
import type { AuthDeps } from '../auth/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { reportRefusals } from '../users/report-refusals.ts'
import { listBudgets, setBudget } from './budgets.ts'
import { readUsage } from './queries.ts'
import { fileHeaders, fileOf, UsageFile } from './routes.ts'
import { writeUsageCsv } from './write-csv.ts'

const tags = ['usage']
const config = { permission: 'users:manage' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

/** What everybody has used, and may use: for who manages the accounts. */
export function workspaceUsageRoutes(app: App, { db, actors }: Pick<AuthDeps, 'db' | 'actors'>): void {
  app.get(
    '/api/v1/usage/workspace',
    {
      config,
      schema: {
        operationId: 'getWorkspaceUsage',
        tags,
        summary: 'What everybody has asked of models, and what it cost',
        description: 'Nothing of what was said: figures by day, model, person, API key or purpose.',
        querystring: WorkspaceUsageQuery,
        response: { 200: UsageReportEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const { by, user_id, api_key_id, ...range } = request.query
      return ok(request, await readUsage(db, request.actor, { userId: user_id ?? null, apiKeyId: api_key_id }, range, by))
    },
  )

  app.get(
    '/api/v1/usage/workspace/export',
    {
      config: { ...config, limit: 'export' },
      schema: {
        operationId: 'exportWorkspaceUsage',
        tags,
        summary: "Everybody's calls, as a file",
        querystring: UsageExportQuery,
        response: { 200: UsageFile, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { actor, query } = request
      const whose = { userId: null, apiKeyId: query.api_key_id }
      return reply.headers(fileHeaders(query.from, query.to)).send(fileOf(writeUsageCsv(db, actor, whose, query)))
    },
  )

  app.get(
    '/api/v1/usage/budgets',
    {
      config,
      schema: { operationId: 'listBudgets', tags, summary: 'Budgets of roles and of people', response: { 200: BudgetsEnvelope, ...errorResponses() } },
    },
    async (request) => ok(request, { budgets: await listBudgets(db, request.actor) }),
  )

  async function set(request: FastifyRequest, scope: Budget['scope'], subject: string, limits: SetLimits): Promise<Budget> {
    const budget = await reportRefusals(db, request, 'budget', () => setBudget(db, request.actor, scope, subject, limits))
    // Here it holds at once; other replicas believe for ten seconds what they knew (auth/actors.ts).
    actors.forget()
    return budget
  }

  app.put(
    '/api/v1/usage/budgets/roles/:slug',
    {
      config,
      schema: {
        operationId: 'setRoleBudget',
        tags,
        summary: 'What each person of a role may spend',
        description: 'Both null takes the budget away.',
        params: RoleBudgetParams,
        body: SetLimits,
        response: { 200: BudgetEnvelope, ...errorResponses(...body, 'ROLE_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await set(request, 'role', request.params.slug, request.body)),
  )

  app.put(
    '/api/v1/usage/budgets/users/:id',
    {
      config,
      schema: {
        operationId: 'setUserBudget',
        tags,
        summary: 'What one person may spend',
        description: "Takes the place of the role's, day and month each. Both null takes the budget away.",
        params: UserBudgetParams,
        body: SetLimits,
        response: { 200: BudgetEnvelope, ...errorResponses(...body, 'USER_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await set(request, 'user', request.params.id, request.body)),
  )
}
