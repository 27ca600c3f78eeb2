import path from 'node:path'
import { postgresFolder } from './cluster.ts'
import { run } from './launch.ts'
import type { LoadResult } from './load.ts'

/** The clock runs while it connects; what it did a second does not count that. Where the database is busy with itself, it takes longer. */
const CONNECTING_SECONDS = [1, 4, 16]

/** Statements of bench/sql over and over, each with its share: what the database gives with no HTTP before it. */
export async function runPgbench(options: {
  url: string
  statements: Record<string, number>
  rows: number
  connections: number
  seconds: number
}): Promise<LoadResult> {
  const url = new URL(options.url)
  const load = ['--no-vacuum', '--protocol=prepared', '--jobs=1', `--client=${options.connections}`]
  const files = Object.entries(options.statements).map(([name, share]) => `--file=${path.join(import.meta.dirname, 'sql', `${name}.sql`)}@${share}`)
  const statement = [`--define=rows=${options.rows}`, ...files]
  const target = ['--host', url.hostname, '--port', url.port || '5432', '--username', decodeURIComponent(url.username), url.pathname.slice(1)]
  const env = { ...process.env, PGPASSWORD: decodeURIComponent(url.password) }
  let output = ''
  for (const connecting of CONNECTING_SECONDS) {
    output = await run(path.join(postgresFolder(), 'pgbench'), [...load, `--time=${options.seconds + connecting}`, ...statement, ...target], { env })
    const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1])
    const average = Number(/latency average = ([\d.]+)/.exec(output)?.[1]) * 1000
    const failed = Number(/number of failed transactions: (\d+)/.exec(output)?.[1] ?? 0)
    if (perSecond > 0) return { requests: perSecond * options.seconds, microseconds: options.seconds * 1e6, p50: average, p99: Number.NaN, failed }
  }
  throw new Error(`pgbench gave no result.\n${output}`)
}
