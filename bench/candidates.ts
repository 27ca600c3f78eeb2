import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { settingsOfTests, signIn } from '../e2e/program.ts'
import { withClient } from './cluster.ts'
import { freePort, type Launched, launch, run, waitUntilReady } from './launch.ts'
import { versionOf } from './machine.ts'
import type { ExtraColumns } from './seed.ts'

/** Where items are, for whoever does not speak the contract. */
export type Wire = {
  path: string
  update: 'PUT' | 'PATCH' /** What makes a page of so many from the newest on, with their number. */
  page: (limit: number, skip: number) => string
}

export type Candidate = {
  name: string
  about: string
  start: (databaseUrl: string, environment?: Record<string, string>) => Promise<Server>
  extraColumns?: ExtraColumns
  /** Has no part while rows are seeded: what it writes of each one is read by nobody here, and would be worked on for minutes afterwards. */
  quietTrigger?: string
  /** Where a page goes on after the one that was read; origin has offsets alone. */
  deepPage: 'cursor' | 'offset'
  wire?: Wire
}
export type Server = Launched & { url: string /** Sent with every request, where the candidate knows who asks. */; authorization: string }

const root = path.dirname(import.meta.dirname)
/** Set where a candidate itself is to be profiled: `--cpu-prof --cpu-prof-dir=…`. */
const nodeFlags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean)

async function startServer(options: {
  file: string
  args: (port: string) => string[]
  cwd: string
  environment: Record<string, string>
  health: string
}): Promise<Server> {
  const port = String(await freePort())
  const env = { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, ...options.environment }
  const launched = launch(options.file, options.args(port), { cwd: options.cwd, env })
  const url = `http://127.0.0.1:${port}`
  await waitUntilReady(url + options.health, launched)
  return { ...launched, url, authorization: '' }
}

const startNode = (file: string, environment: Record<string, string>, health: string, flags: string[] = []) =>
  startServer({ file: process.execPath, args: () => [...flags, path.join(root, file)], cwd: root, environment, health })

/** Who the seeded rows of Deskmate belong to. */
const SEEDER = '01900000-0000-7000-8000-000000000001'

/** Requests are counted as they always are, but here one account on one machine stands for everybody. */
const outOfReach = {
  RATE_LIMIT_READS_PER_MINUTE: '1000000000',
  RATE_LIMIT_WRITES_PER_MINUTE: '1000000000',
  RATE_LIMIT_CHAT_PER_MINUTE: '1000000000',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '1000000000',
}

/** Nobody writes a line per request: not Deskmate (LOG_LEVEL), not uvicorn (--no-access-log), not the bare handler. */
export const deskmate: Candidate = {
  name: 'deskmate',
  about: 'node server/main.ts as it is, LOG_LEVEL=warn',
  async start(DATABASE_URL, environment) {
    const settings = { ...settingsOfTests, ...outOfReach, DATABASE_URL, LOG_LEVEL: 'warn', ...environment }
    const server = await startNode('server/main.ts', settings, '/readyz', nodeFlags)
    return { ...server, authorization: `Bearer ${(await signIn(server.url)).token}` }
  },
  quietTrigger: 'items_audit_added',
  extraColumns: { created_by: `'${SEEDER}'::uuid`, updated_by: `'${SEEDER}'::uuid` },
  deepPage: 'cursor',
}

export const bare: Candidate = {
  name: 'bare',
  about: 'Fastify and pg, named statements, nothing validated, no history, no search column (bench/bare.ts)',
  start: (DATABASE_URL) => startNode('bench/bare.ts', { DATABASE_URL }, '/healthz'),
  deepPage: 'cursor',
}

const imports = 'import fastapi, sqlalchemy, asyncpg, uvicorn, uvloop, httptools, sys; '
const versions =
  'print("Python", sys.version.split()[0], *[f"{m.__name__} {m.__version__}" for m in (fastapi, sqlalchemy, asyncpg, uvicorn, uvloop, httptools)])'

/** The first Python that has the origin's stack; on Debian the packages python3-{fastapi,sqlalchemy,asyncpg,uvicorn,uvloop,httptools}. */
function findPython(): { file: string; about: string } | undefined {
  for (const file of [process.env.BENCH_PYTHON, '/usr/bin/python3', 'python3']) {
    const about = file && versionOf(file, ['-c', imports + versions])
    if (about) return { file, about }
  }
  return undefined
}

/** As many connections as the widest load. */
const TUNED_POOL_SIZE = '64'

/** The origin's own stack, with SQLAlchemy's pool as it comes and with a larger one; none where its packages are missing. */
export function originCandidates(): Candidate[] {
  const python = findPython()
  if (!python) return []
  const args = (port: string) => [
    '-m',
    'uvicorn',
    'app:app',
    '--host',
    '127.0.0.1',
    '--port',
    port,
    '--loop',
    'uvloop',
    '--http',
    'httptools',
    '--no-access-log',
  ]
  const origin = (name: string, pool: string, environment: Record<string, string>): Candidate => ({
    name,
    about: `${python.about}, one worker, ${pool}`,
    start: (DATABASE_URL) =>
      startServer({
        file: python.file,
        args,
        cwd: path.join(import.meta.dirname, 'origin'),
        environment: { DATABASE_URL, PYTHONDONTWRITEBYTECODE: '1', ...environment },
        health: '/api/v1/',
      }),
    deepPage: 'offset',
  })
  return [origin('origin', "SQLAlchemy's default pool (5 + 10)", {}), origin('origin_tuned', `a pool of ${TUNED_POOL_SIZE}`, { POOL_SIZE: TUNED_POOL_SIZE })]
}

/** Directus where BENCH_DIRECTUS says where it is installed (`npm install directus`), as it comes but for its limits, on a table with the same index. */
export function directusCandidates(): Candidate[] {
  const folder = process.env.BENCH_DIRECTUS
  if (!folder) return []
  const file = process.env.BENCH_DIRECTUS_NODE ?? process.execPath
  const cli = path.join(folder, 'node_modules/directus/cli.js')
  const token = randomBytes(24).toString('base64url')
  const about = `Directus ${z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(folder, 'node_modules/directus/package.json'), 'utf8'))).version} on Node ${versionOf(file, ['--version'])}`
  return [
    {
      name: 'directus',
      about: `${about}, one process, no cache, a token for whom nothing is refused`,
      async start(databaseUrl) {
        await withClient(databaseUrl, async (client) => {
          await client.query(readFileSync(path.join(import.meta.dirname, 'sql', 'schema.sql'), 'utf8'))
          await client.query('alter table items alter column id set default gen_random_uuid()')
        })
        const environment = {
          DB_CLIENT: 'pg',
          DB_CONNECTION_STRING: databaseUrl,
          SECRET: randomBytes(24).toString('base64url'),
          ADMIN_EMAIL: 'admin@example.com',
          ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
          ADMIN_TOKEN: token,
          TELEMETRY: 'false',
          LOG_LEVEL: 'error',
          CACHE_ENABLED: 'false',
          RATE_LIMITER_ENABLED: 'false',
          WEBSOCKETS_ENABLED: 'false',
        }
        await run(file, [cli, 'bootstrap'], { cwd: folder, env: { ...process.env, ...environment } })
        const server = await startServer({ file, args: () => [cli, 'start'], cwd: folder, environment, health: '/server/ping' })
        return { ...server, authorization: `Bearer ${token}` }
      },
      deepPage: 'offset',
      wire: {
        path: '/items/items',
        update: 'PATCH',
        page: (limit, skip) => `?limit=${limit}&sort=-created_at,-id&meta=filter_count${skip === 0 ? '' : `&offset=${skip}`}`,
      },
    },
  ]
}
