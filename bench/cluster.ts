import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { freePort, type Launched, launch, run } from './launch.ts'

export type Cluster = {
  about: string
  urlOf: (database: string) => string
  createDatabase: (name: string) => Promise<string>
  close: () => Promise<void> /** Where it is ours. */
  server?: Launched
}

/** Each candidate keeps its pool while another is measured; PostgreSQL's default of 100 would be too few for all of them together. */
const MAX_CONNECTIONS = 300
const READY_TIMEOUT_MS = 20_000
/** What every candidate connects as: an ordinary role, as on a managed server, not a superuser. */
const ROLE = 'bench_app'

/** Where initdb, postgres and pgbench are: on PATH, or in Debian's folder of the newest version. */
export function postgresFolder(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...versions.map((version) => path.join(debian, version, 'bin'))]
  const found = folders.find((folder) => ['initdb', 'postgres', 'pgbench'].every((program) => existsSync(path.join(folder, program))))
  if (!found)
    throw new Error(
      'PostgreSQL is not installed here (initdb, postgres and pgbench in one folder). Install it, or set BENCH_DATABASE_URL to a server that may be written to.',
    )
  return found
}

/** PostgreSQL refuses to run as root; then its own account runs it. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** The server of BENCH_DATABASE_URL, or one of our own in a temporary folder with PostgreSQL's default settings. */
export async function openCluster(): Promise<Cluster> {
  const given = process.env.BENCH_DATABASE_URL
  return given ? await useServer(given, 'the server of BENCH_DATABASE_URL', async () => {}) : await startServer()
}

async function startServer(): Promise<Cluster> {
  const bin = postgresFolder()
  const as = account()
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-bench-'))
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Also where a signal comes before the server stands.
  process.once('exit', remove)
  try {
    const data = path.join(folder, 'data')
    // --no-sync spares only the flush of the empty cluster; the server itself runs with fsync on.
    await run(path.join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], { ...as, cwd: folder })
    const port = await freePort()
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, max_connections: MAX_CONNECTIONS }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = launch(path.join(bin, 'postgres'), ['-D', data, ...flags], { ...as, cwd: folder })
    const owner = `postgres://bench@127.0.0.1:${port}/postgres`
    await untilItAnswers(owner, server.output)
    await withClient(owner, (client) => client.query(`create role ${ROLE} login createdb in role pg_checkpoint`))
    const cluster = await useServer(`postgres://${ROLE}@127.0.0.1:${port}/postgres`, 'a temporary server', async () => {
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
      server.child.kill('SIGINT')
      await server.stop()
      remove()
    })
    return { ...cluster, server }
  } catch (error) {
    remove()
    throw error
  }
}

async function untilItAnswers(url: string, output: () => string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    try {
      return await withClient(url, async () => {})
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start.\n${output()}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  // A server that is stopped under an open connection must not end the bench.
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

async function useServer(url: string, kind: string, close: () => Promise<void>): Promise<Cluster> {
  const urlOf = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href
  const made: string[] = []
  const about = await withClient(url, async (client) => {
    const read = async (name: string) => String((await client.query({ text: `show ${name}`, rowMode: 'array' })).rows[0]?.[0])
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections']
    const values: string[] = []
    for (const name of settings) values.push(`${name}=${await read(name)}`)
    return `PostgreSQL ${await read('server_version')} (${kind}): ${values.join(', ')}`
  })
  return {
    about,
    urlOf,
    createDatabase: async (name) => {
      const database = `deskmate_bench_${name}`
      await withClient(url, async (client) => {
        await client.query(`drop database if exists ${database} with (force)`)
        await client.query(`create database ${database}`)
      })
      made.push(database)
      return urlOf(database)
    },
    close: async () => {
      // A temporary server goes with its folder; on a given one we leave nothing behind.
      if (process.env.BENCH_DATABASE_URL) {
        await withClient(url, async (client) => {
          for (const database of made) await client.query(`drop database if exists ${database} with (force)`)
        })
      }
      await close()
    },
  }
}
