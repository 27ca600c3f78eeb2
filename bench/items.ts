import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Candidate, Server } from './candidates.ts'
import { type Cluster, withClient } from './cluster.ts'
import { measureHttp } from './measure.ts'
import { type Operation, prepareRequests, shares } from './operations.ts'
import { runPgbench } from './pgbench.ts'
import { GOAL_CONNECTIONS, type Plan } from './plan.ts'
import { type Measured, runRounds, type Sample, type Subject } from './rounds.ts'
import { seedItems } from './seed.ts'

export type ItemResult = { rows: number; operation: Operation; connections: number; samples: Map<string, Measured> }
export const LIMIT = 'pgbench'

/** What pgbench plays for it, each with its share; the files stand in bench/sql. */
const limitStatements: Partial<Record<Operation, Record<string, number>>> = {
  'read by id': { read: 1 },
  page: { page: 1 },
  update: { update: 1 },
  create: { create: 1 },
  mixed: { read: shares['read by id'], page: shares.page, create: shares.create, update: shares.update },
}

/** A candidate on a database of its own with `rows` items. The first start makes the tables. */
export async function startSeeded(cluster: Cluster, candidate: Candidate, rows: number, name = candidate.name): Promise<Server> {
  const url = await cluster.createDatabase(name)
  const server = await candidate.start(url)
  await seedItems(url, rows, candidate.extraColumns, candidate.quietTrigger)
  return server
}

/** The database of the bare handler's schema that pgbench works on. */
async function makeLimit(cluster: Cluster, rows: number): Promise<string> {
  const url = await cluster.createDatabase(`limit_${rows}`)
  await withClient(url, (client) => client.query(readFileSync(path.join(import.meta.dirname, 'sql', 'schema.sql'), 'utf8')))
  await seedItems(url, rows)
  return url
}

type Options = { cluster: Cluster; candidates: Candidate[]; plan: Plan; folder: string; say: (line: string) => void }

/**
 * Every operation at each number of connections and of rows, all candidates side by side.
 * @param results gets each as it comes: what was measured is kept where something later fails
 */
export async function measureItems(options: Options, results: ItemResult[]): Promise<void> {
  for (const rows of options.plan.itemRows) await measureSize(options, rows, results)
}

/** What the one before has asked for and nobody waits for any more, the database still works at: the next one does not pay for it. */
const IDLE_MS = 30_000

async function untilIdle(database: string): Promise<void> {
  const deadline = Date.now() + IDLE_MS
  await withClient(database, async (client) => {
    const isBusy = async () =>
      (await client.query(`select from pg_stat_activity where state = 'active' and backend_type = 'client backend' and pid <> pg_backend_pid()`)).rows.length >
      0
    while (Date.now() < deadline && (await isBusy())) await new Promise((resolve) => setTimeout(resolve, 50))
  })
}

async function measureSize({ cluster, candidates, plan, folder, say }: Options, rows: number, results: ItemResult[]): Promise<void> {
  const servers: { candidate: Candidate; server: Server }[] = []
  for (const candidate of candidates) {
    say(`seeding ${rows} items for ${candidate.name}`)
    servers.push({ candidate, server: await startSeeded(cluster, candidate, rows, `${candidate.name}_${rows}`) })
  }
  const limit = await makeLimit(cluster, rows)
  for (const operation of plan.operations) {
    await untilIdle(limit)
    const files = await Promise.all(servers.map(({ candidate, server }) => prepareRequests({ operation, candidate, server, rows, folder, suffix: `-${rows}` })))
    for (const [index, connections] of plan.connectionsOf(operation).entries()) {
      say(`${rows} rows: ${operation}, ${connections} connections`)
      const subjects: Subject[] = servers.map(({ candidate, server }, place) => ({
        name: candidate.name,
        measure: (seconds) => measureHttp({ url: server.url, pid: server.pid, requestsFile: files[place] ?? '', connections, seconds }),
      }))
      const statements = limitStatements[operation]
      if (statements) subjects.push({ name: LIMIT, measure: (seconds) => measureLimit(limit, statements, rows, connections, seconds) })
      const warmUpSeconds = index === 0 ? plan.warmUpSeconds : 0
      const rounds = connections === GOAL_CONNECTIONS ? plan.goalRounds : plan.rounds
      results.push({
        rows,
        operation,
        connections,
        samples: await runRounds(subjects, { rounds, seconds: plan.seconds, warmUpSeconds }, () => untilIdle(limit)),
      })
    }
  }
  for (const { server } of servers) await server.stop()
}

async function measureLimit(url: string, statements: Record<string, number>, rows: number, connections: number, seconds: number): Promise<Sample> {
  const result = await runPgbench({ url, statements, rows, connections, seconds })
  return { perSecond: (result.requests / result.microseconds) * 1e6, p50: result.p50, p99: result.p99, cpu: Number.NaN, failed: result.failed }
}
