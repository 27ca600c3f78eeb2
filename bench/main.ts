import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bare, type Candidate, deskmate, directusCandidates, originCandidates } from './candidates.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { measureConversation } from './conversation.ts'
import { judge } from './goals.ts'
import { measureImports } from './imports.ts'
import { type ItemResult, measureItems } from './items.ts'
import { stopAll } from './launch.ts'
import { measureLive } from './live.ts'
import { generator } from './load.ts'
import { describeMachine } from './machine.ts'
import { measurePages } from './pages.ts'
import { type Plan, readPlan } from './plan.ts'
import { measurePlans } from './plans.ts'
import { formatReport, plain, type Report } from './report.ts'
import { measureSearch } from './search.ts'
import { measureSignIn } from './sign-in.ts'
import { measureStreamCosts } from './stream-costs.ts'
import { measureStreams } from './streams.ts'

/** Of how many rows the plans are. */
const LONG = 1_000_000
const startedAt = Date.now()
const say = (line: string) => process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}\n`)

function chooseCandidates(plan: Plan): Candidate[] {
  const origins = originCandidates()
  if (origins.length === 0)
    say('No Python with FastAPI, SQLAlchemy, asyncpg, uvicorn, uvloop and httptools: the origin is left out (set BENCH_PYTHON, or install them).')
  return [deskmate, ...origins, ...directusCandidates(), bare].filter(({ name }) => plan.candidates?.includes(name) ?? true)
}

async function measure(plan: Plan, cluster: Cluster, folder: string): Promise<Report> {
  const candidates = chooseCandidates(plan)
  const has = (part: Plan['parts'][number]) => plan.parts.includes(part)
  const items: ItemResult[] = []
  if (has('items'))
    await measureItems({ cluster, candidates, plan, folder, say }, items).catch((error: unknown) => {
      if (items.length === 0) throw error
      console.error(error)
      process.exitCode = 1
    })
  const search = has('search') ? await measureSearch({ cluster, folder, say }) : []
  const plans = has('plans') ? await measurePlans({ rows: LONG, folder, say }) : []
  const { pages, grid } = has('pages') ? await measurePages({ cluster, plan, folder, say }) : { pages: [], grid: [] }
  const streams = has('streams') ? await measureStreams({ cluster, plan, say }) : []
  const streamCosts = has('streams') ? [await measureStreamCosts({ cluster, say })] : []
  const signIn = has('sign-in') ? await measureSignIn({ cluster, say }) : []
  const live = has('live') ? await measureLive({ cluster, say }) : []
  const conversation = has('conversation') ? await measureConversation({ cluster, say }) : []
  const imports = has('imports') ? await measureImports({ cluster, rows: plan.importRows, folder, say }) : []
  return {
    takenAt: new Date().toISOString().slice(0, 10),
    mode: plan.mode,
    machine: describeMachine(),
    database: cluster.about,
    generator,
    candidates: candidates.map(({ name, about }) => ({ name, about })),
    items,
    pages,
    grid,
    search,
    plans,
    streams,
    streamCosts,
    signIn,
    live,
    conversation,
    imports,
    goals: judge({ items, pages, grid, search, plans, streams, streamCosts, signIn, live, conversation, imports }),
  }
}

function keep(report: Report) {
  const folder = path.join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'latest.md'), `${formatReport(report)}\n`)
  writeFileSync(path.join(folder, 'latest.json'), `${JSON.stringify(plain(report), null, 2)}\n`)
}

const plan = readPlan(process.argv.slice(2))
const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-bench-load-'))
let cluster: Cluster | undefined
let cleaning: Promise<void> | undefined
/** Once, however many ask for it: the end of the measurement and a signal may come together. */
const cleanUp = () => (cleaning ??= endAll())
async function endAll() {
  await stopAll((launched) => launched !== cluster?.server)
  await cluster?.close()
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(130)))

try {
  cluster = await openCluster()
  say(cluster.about)
  const report = await measure(plan, cluster, folder)
  keep(report)
  console.log(formatReport(report))
  say('done; kept in bench/results/')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await cleanUp()
}
