import { deskmate, type Server } from './candidates.ts'
import type { Cluster } from './cluster.ts'
import { type GridResult, measureGrid } from './grid.ts'
import { startSeeded } from './items.ts'
import { measureHttp } from './measure.ts'
import { type Operation, prepareRequests } from './operations.ts'
import { GOAL_CONNECTIONS, type Plan } from './plan.ts'
import { type Measured, runRounds } from './rounds.ts'

export type PageResult = { operation: Operation; connections: number /** By number of rows. */; samples: Map<string, Measured> }

/** What a page costs as the table grows: the same server on databases of different size, side by side. */
export async function measurePages(options: {
  cluster: Cluster
  plan: Plan
  folder: string
  say: (line: string) => void
}): Promise<{ pages: PageResult[]; grid: GridResult[] }> {
  const { cluster, plan, folder, say } = options
  const servers: { rows: number; server: Server }[] = []
  for (const rows of plan.pageRows) {
    say(`seeding ${rows} items for the cost of a page`)
    servers.push({ rows, server: await startSeeded(cluster, deskmate, rows, `deskmate_${rows}`) })
  }
  const results: PageResult[] = []
  for (const operation of ['page', 'deep page'] as const) {
    const files = await Promise.all(
      servers.map(({ rows, server }) => prepareRequests({ operation, candidate: deskmate, server, rows, folder, suffix: `-${rows}` })),
    )
    for (const connections of [GOAL_CONNECTIONS, 1]) {
      say(`${operation} of ${plan.pageRows.join(' and ')} rows, ${connections} connections`)
      const subjects = servers.map(({ rows, server }, place) => ({
        name: String(rows),
        measure: (seconds: number) => measureHttp({ url: server.url, pid: server.pid, requestsFile: files[place] ?? '', connections, seconds }),
      }))
      results.push({
        operation,
        connections,
        samples: await runRounds(subjects, { rounds: plan.goalRounds, seconds: plan.seconds, warmUpSeconds: plan.warmUpSeconds }),
      })
    }
  }
  const longest = servers.at(-1)
  const grid = longest ? await measureGrid({ ...longest, say }) : []
  for (const { server } of servers) await server.stop()
  return { pages: results, grid }
}
