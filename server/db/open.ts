import path from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { StartError } from '../errors.ts'
import { openEmbedded } from './embedded.ts'
import { asDb, type Db } from './engine.ts'
import { type Listen, openListener } from './listen.ts'
import { type Maintain, maintainEmbedded, maintainServer } from './maintain.ts'
import { migrate } from './migrate.ts'
import { openPool } from './pool.ts'

const OLDEST_SERVER = 150_000
/** A database that is started together with the program (compose, Kubernetes) needs this long at most. */
const WAIT_FOR_SERVER_MS = 60_000
/** An index over many millions of rows takes its time. */
const MIGRATION_MS = 24 * 3_600_000
/** The embedded database runs migrations as single statements; the first start may be slow, nothing waits for it. */
const EMBEDDED_MIGRATION_MS = 600_000

type Options = {
  url: string | undefined
  folder: string
  /** Of the embedded database, in MB; all of it is taken at the start. */
  cacheMb: number
  poolSize: number
  statementTimeoutMs: number
  onError: (error: Error) => void
}

export type Database = {
  db: Db
  kind: 'embedded' | 'server'
  /** Whether pgvector is there, for search by meaning. */
  vector: boolean
  /** Hears what other processes tell; the embedded database has one process, which has nothing to hear. */
  listen: Listen
  maintain: Maintain
  close: () => Promise<void>
}

/**
 * Opens the database that the settings name, and brings it up to date.
 * @throws StartError with a sentence for the person who started it.
 */
export async function openDatabase(options: Options): Promise<Database> {
  if (options.url) return await openServer(options, options.url)
  const folder = path.resolve(options.folder)
  const timeouts = { current: EMBEDDED_MIGRATION_MS }
  const engine = await openEmbedded({
    folder,
    cacheMb: options.cacheMb,
    timeouts,
    onRestart: (reason) => options.onError(new Error(`The embedded database was reopened: ${reason}.`)),
  })
  const db = asDb(engine)
  try {
    await migrate(db)
    timeouts.current = options.statementTimeoutMs
    return { db, kind: engine.kind, vector: await enableVector(db), listen: () => undefined, maintain: maintainEmbedded(engine), close: engine.close }
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function openServer(options: Options, url: string): Promise<Database> {
  const engine = openPool({ url, size: options.poolSize, statementTimeoutMs: options.statementTimeoutMs, onError: options.onError })
  const db = asDb(engine)
  try {
    const version = await firstAnswer(db, options.onError)
    if (version < OLDEST_SERVER)
      throw new StartError(`PostgreSQL 15 or newer is needed; DATABASE_URL names a server of version ${Math.floor(version / 10_000)}.`)
    await migrateServer(url, options.onError)
    const vector = await enableVector(db)
    const listener = openListener({ url, onError: options.onError })
    const close = async () => {
      await listener.close()
      await engine.close()
    }
    return { db, kind: engine.kind, vector, listen: listener.listen, maintain: maintainServer(url), close }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** On a connection of its own: those of requests give up too soon. */
async function migrateServer(url: string, onError: (error: Error) => void): Promise<void> {
  const engine = openPool({ url, size: 1, statementTimeoutMs: MIGRATION_MS, onError })
  try {
    await migrate(asDb(engine))
  } finally {
    await engine.close()
  }
}

/** The server's version, as soon as it answers. */
async function firstAnswer(db: Db, onError: (error: Error) => void): Promise<number> {
  const until = Date.now() + WAIT_FOR_SERVER_MS
  for (;;) {
    try {
      const { rows } = await db.execute(sql`select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`)
      const [answer] = z.array(z.object({ version: z.number(), encoding: z.string() })).parse(rows)
      if (answer?.encoding !== 'UTF8') throw new StartError(`The database's encoding must be UTF8; it is ${answer?.encoding}.`)
      return answer.version
    } catch (error) {
      if (error instanceof StartError) throw error
      const cause = deepest(error)
      if (!('code' in cause) || !temporary.has(String(cause.code)) || Date.now() > until)
        throw new StartError(`The database of DATABASE_URL cannot be used: ${cause.message || String('code' in cause ? cause.code : cause.name)}.`)
      onError(new Error(`Waiting for PostgreSQL: ${cause.message}`))
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

const temporary = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '57P01'])

function deepest(error: unknown): Error {
  let found = error instanceof Error ? error : new Error(String(error))
  while (found.cause instanceof Error) found = found.cause
  if (found instanceof AggregateError && found.errors[0] instanceof Error) return found.errors[0]
  return found
}

/** pgvector is used where it is there; a role that may not create extensions, or a server without it, is no reason not to start. */
async function enableVector(db: Db): Promise<boolean> {
  const installed = async () => (await db.execute(sql`select 1 from pg_extension where extname = 'vector'`)).rows.length > 0
  if (await installed()) return true
  const available = await db.execute(sql`select 1 from pg_available_extensions where name = 'vector'`)
  if (available.rows.length === 0) return false
  await db.execute(sql`create extension if not exists vector`).catch(() => {})
  return await installed()
}
