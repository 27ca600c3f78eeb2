import { DashboardEnvelope } from '#shared/dashboard.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { readDashboard } from './queries.ts'

export function dashboardRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/dashboard',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'getDashboard',
        tags: ['dashboard'],
        summary: 'Figures of the start page',
        response: { 200: DashboardEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, await readDashboard(db, request.actor)),
  )
}
