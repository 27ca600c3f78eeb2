import { Pool, type QueryConfig, type QueryResult } from 'pg'
import { AppError, appError } from '../errors.ts'
import type { Connection, Engine, Query } from './engine.ts'

/** How long a request waits for a connection, or a connection attempt for an answer, before it is told 503. */
const CONNECT_TIMEOUT_MS = 3000
/** A server that has gone silent (frozen, cut off) is given up this long after its own statement timeout should have struck. */
const SILENCE_GRACE_MS = 2000
/** A transaction that does nothing for this long holds locks for a caller that has gone. */
const IDLE_TRANSACTION_MS = 30_000

/** Errors that say "not now": shutting down, starting up, too many connections, connection lost. */
const unavailable = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  // Two transactions stood in each other's way; the one that was given up may begin anew.
  '40P01',
  '40001',
])
const silent =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|the database system is/i

/** What a caller may know of a failed statement; other database errors pass through and are answered as INTERNAL. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error
  const code = 'code' in error ? String(error.code) : ''
  if (code === '57014') return appError('DATABASE_TIMEOUT', { cause: error, retryAfter: 1 })
  if (unavailable.has(code) || silent.test(error.message)) return appError('DATABASE_UNAVAILABLE', { cause: error, retryAfter: 1 })
  if ('errors' in error && Array.isArray(error.errors)) return translate(error.errors[0])
  return error
}

const translating =
  (client: { query: (config: QueryConfig | string, values?: unknown[]) => Promise<QueryResult> }): Query =>
  (config, values) =>
    client.query(config, values).catch((error: unknown) => {
      throw translate(error)
    })

/**
 * Connections to a PostgreSQL server.
 * @param onError told of connections that die while idle; without a listener such a death would end the process.
 */
export function openPool(options: { url: string; size: number; statementTimeoutMs: number; onError: (error: Error) => void }): Engine {
  const pool = new Pool({
    connectionString: options.url,
    max: options.size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + SILENCE_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    keepAlive: true,
    application_name: 'deskmate',
    // Short statements, often: compiling them to machine code costs more than running them.
    options: '-c TimeZone=UTC -c jit=off',
  })
  pool.on('error', options.onError)
  // A connection that dies inside a transaction reports to the client itself, not to the pool.
  pool.on('connect', (client) => client.on('error', options.onError))

  async function connect(): Promise<Connection> {
    const client = await pool.connect().catch((error: unknown) => {
      throw translate(error)
    })
    const send = translating(client)
    let broken = false
    return {
      query: async (config, values) => {
        try {
          return await send(config, values)
        } catch (error) {
          // A lost connection fails its rollback too; the first error is the one to report.
          if (error instanceof AppError) broken = true
          const text = typeof config === 'string' ? config : config.text
          if (broken && text.trim() === 'rollback') return { rows: [], rowCount: null }
          throw error
        }
      },
      release: () => client.release(broken),
    }
  }
  return { kind: 'server', query: translating(pool), connect, close: () => pool.end() }
}
