import path from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { ModelLimits } from './ai/limits.ts'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/open.ts'
import type { App } from './http/app-types.ts'
import type { ServerLimits } from './http/make-server.ts'
import { openSecrets, type Secrets } from './secrets/encrypt.ts'
import { KEY_FILE, readOrMakeKey } from './secrets/key-file.ts'
import { createMetrics } from './telemetry/metrics.ts'
import type { WebhookLimits } from './webhooks/limits.ts'

type Options = {
  /** Compare each answer with its schema; for tests. */
  strict: boolean
  isClosing: () => boolean
  /** Shorter deadlines of the model; for tests. */
  modelLimits?: Partial<ModelLimits> | undefined
  /** Shorter deadlines of connections; for tests. */
  serverLimits?: Partial<ServerLimits> | undefined
  /** Shorter waits of deliveries; for tests. */
  webhookLimits?: Partial<WebhookLimits> | undefined
}

/** The whole program but for its process: the database open and up to date, the app ready to listen. */
export async function assemble(config: Config, logger: FastifyBaseLogger, options: Options): Promise<{ app: App; database: Database; secrets: Secrets }> {
  const metrics = createMetrics()
  const database = await openDatabase({
    url: config.DATABASE_URL,
    folder: config.DATA_DIR,
    cacheMb: config.EMBEDDED_CACHE_MB,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.STATEMENT_TIMEOUT_SECONDS,
    onError: (error) => {
      metrics.databaseErrors.inc()
      logger.warn({ err: error }, 'The database had trouble.')
    },
  })
  try {
    const secrets = openSecrets(config.SECRET_KEY ?? readOrMakeKey(path.resolve(config.DATA_DIR, KEY_FILE)), config.SECRET_KEY_PREVIOUS)
    return { app: await buildApp({ ...options, config, database, secrets, metrics, logger }), database, secrets }
  } catch (error) {
    await database.close()
    throw error
  }
}
