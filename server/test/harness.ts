import { pino } from 'pino'
import { inject } from 'vitest'
import { z } from 'zod'
import type { ModelLimits } from '../ai/limits.ts'
import { buildApp } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { type Database, openDatabase } from '../db/open.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { copyEmbedded, copyServer } from './databases.ts'

export type Answer = { status: number; headers: Headers; body: unknown }
export type TestApp = {
  url: string
  database: Database
  /** One request; a string or bytes go out as they are, anything else as JSON. The answer's JSON is parsed where it is JSON. */
  api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Another program on the same database (on a server: a second replica). */
  replica: () => Promise<TestApp>
  close: () => Promise<void>
}

/** Which of the two databases this run of the suite is about. */
export const onServer = process.env.TEST_DATABASE === 'server'

/**
 * The whole program over a database of its own, on a free port of the loopback address. Every answer is compared with its schema.
 * @param settings environment variables, as a person would set them
 * @param modelLimits shorter deadlines of the model
 */
export async function startApp(settings: Record<string, string> = {}, modelLimits?: Partial<ModelLimits>): Promise<TestApp> {
  if (onServer) {
    const copy = await copyServer(inject('serverUrl'))
    return await open({ ...settings, DATABASE_URL: copy.url }, copy.remove, modelLimits)
  }
  const copy = copyEmbedded(inject('embeddedTemplate'))
  return await open({ ...settings, DATA_DIR: copy.folder }, async () => copy.remove(), modelLimits)
}

async function open(settings: Record<string, string>, remove: () => Promise<void>, modelLimits?: Partial<ModelLimits>): Promise<TestApp> {
  const config: Config = readConfig({ PORT: '0', LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent', ...settings }, '')
  const logger = pino({ level: config.LOG_LEVEL ?? 'silent' })
  const metrics = createMetrics()
  const database = await openDatabase({
    url: config.DATABASE_URL,
    folder: config.DATA_DIR,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.STATEMENT_TIMEOUT_SECONDS,
    onError: () => {},
  })
  const app = await buildApp({ config, database, metrics, logger, strict: true, isClosing: () => false, modelLimits })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = z.object({ port: z.number() }).parse(app.server.address())
  const url = `http://127.0.0.1:${port}`
  const replicas: TestApp[] = []
  return {
    url,
    database,
    api: (...request) => send(url, ...request),
    replica: async () => {
      if (!onServer) throw new Error('The embedded database has one program.')
      const other = await open(settings, async () => {}, modelLimits)
      replicas.push(other)
      return other
    },
    close: async () => {
      for (const replica of replicas) await replica.close()
      app.server.closeAllConnections()
      await app.close()
      await database.close()
      await remove()
    },
  }
}

async function send(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: raw ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text }
}
