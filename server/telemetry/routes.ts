import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { isMigrated, readMigrations } from '../db/migrate.ts'
import type { Database } from '../db/open.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { errorResponses } from '../http/errors.ts'
import type { Metrics } from './metrics.ts'

/** A probe that waits longer than this has its answer: not ready. */
const READY_WITHIN_MS = 2000

export function telemetryRoutes(app: App, deps: { database: Database; metrics: Metrics; isClosing: () => boolean }): void {
  const migrations = readMigrations()
  let migrated = false

  app.get(
    '/healthz',
    {
      config: { permission: 'public' },
      schema: { operationId: 'getHealth', tags: ['system'], summary: 'Whether the process answers', response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'getReadiness',
        tags: ['system'],
        summary: 'Whether requests can be served: the database answers, and its migrations are applied',
        response: {
          200: z.object({ status: z.literal('ready'), database: z.enum(['embedded', 'server']), vector: z.boolean() }),
          ...errorResponses('DATABASE_UNAVAILABLE'),
        },
      },
    },
    async () => {
      if (deps.isClosing()) throw appError('SHUTTING_DOWN')
      const { db, kind, vector } = deps.database
      const late = AbortSignal.timeout(READY_WITHIN_MS)
      const answered = migrated ? db.execute(sql`select 1`).then(() => true) : isMigrated(db, migrations)
      const tooLate = new Promise<boolean>((resolve) => late.addEventListener('abort', () => resolve(false)))
      if (!(await Promise.race([answered, tooLate]))) throw appError('DATABASE_UNAVAILABLE')
      migrated = true
      return { status: 'ready' as const, database: kind, vector }
    },
  )

  app.get(
    '/metrics',
    {
      config: { permission: 'system:read' },
      schema: {
        operationId: 'getMetrics',
        tags: ['system'],
        summary: 'Prometheus metrics',
        description: 'With an API key that has `system:read` and nothing else.',
        produces: ['text/plain'],
        response: { 200: z.string(), ...errorResponses() },
      },
    },
    async (_request, reply) =>
      reply
        .type(deps.metrics.registry.contentType)
        .serializer(String)
        .send(await deps.metrics.registry.metrics()),
  )
}
