import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { startPostgres } from '../scripts/postgres.ts'
import { sampleCollection } from '../scripts/sample-rows.ts'
import { deskmate, type Server } from './candidates.ts'
import { withClient } from './cluster.ts'
import { startFilled } from './fill.ts'

/** A statement that a request of a list sends, as the database ran it. */
export type PlanResult = {
  asked: string
  /** What reads tables, the innermost last, each with the rows that it touched; and what sorts or groups them. */
  nodes: string[]
  ms: number
  /** It reads the whole table of items. */
  readsAll: boolean
}

const slug = sampleCollection.slug ?? ''
const rowsPath = `/api/v1/collections/${slug}/items`
const PAGE = 100
/** An index for a field is made beside the work once somebody asks for it: who makes them looks every five seconds. */
const INDEXES_MS = 300_000
const STILL_MS = 20_000

type Asked = { text: string; path?: string; query: Record<string, string | number> }

const asked = (rows: number, cursor: string): Asked[] => [
  { text: 'first page', query: {} },
  { text: 'the middle', query: { skip: rows / 2 } },
  { text: 'near the end', query: { skip: rows - PAGE } },
  { text: 'the middle, by name', query: { sort: 'name', skip: rows / 2 } },
  { text: 'the next page, by cursor', query: { sort: 'name', cursor } },
  { text: 'a rare word', query: { q: '云帆科技' } },
  { text: 'a frequent word', query: { q: '科技' } },
  { text: 'a word of one character', query: { q: '云' } },
  { text: 'by a field', query: { sort: '-revenue' } },
  { text: 'by two fields', query: { sort: 'state,-revenue' } },
  { text: 'a rare value', query: { filter: 'employees > 4995' } },
  { text: 'a frequent value', query: { filter: 'state = "流失"' } },
  { text: 'a day', query: { filter: 'next_call = 2026-06-01' } },
  { text: 'several labels', query: { filter: 'tags all ("出口", "VIP")' } },
  { text: 'two conditions', query: { filter: 'state = "已签约" and employees > 4000' } },
  { text: 'facets', path: '/facets', query: { fields: 'state' } },
  { text: 'facets of what a word finds', path: '/facets', query: { fields: 'state', q: '云帆科技' } },
  { text: 'figures of a column', path: '/aggregate', query: { fields: 'revenue' } },
]

const Plan = z.object({
  'Node Type': z.string(),
  'Index Name': z.string().optional(),
  'Relation Name': z.string().optional(),
  'Scan Direction': z.string().optional(),
  'Parallel Aware': z.boolean().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  get Plans() {
    return z.array(Plan).optional()
  },
})
type Plan = z.infer<typeof Plan>
const Explained = z.object({ 'Query Text': z.string(), Plan })

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
const touched = (node: Plan) => Math.round((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'])

function describe(node: Plan): string | null {
  const type = node['Node Type']
  const index = node['Index Name']
  if (/sort|aggregate/i.test(type)) return type
  if (!/scan/i.test(type) || /^(Bitmap Heap|Subquery|CTE|Function|Values|Result)/.test(type)) return null
  const direction = node['Scan Direction'] === 'Backward' ? ' Backward' : ''
  const what = index ? ` using ${index}` : ` on ${node['Relation Name'] ?? '?'}`
  return `${node['Parallel Aware'] ? 'Parallel ' : ''}${type}${direction}${what} (${touched(node).toLocaleString('en-US')})`
}

/** What the log says of statements that look at items, from a place in it on. */
function readLog(file: string, from: number): PlanResult[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file).subarray(from).toString().split('\n')
  return lines.filter(Boolean).flatMap((line) => {
    const { message = '' } = z.object({ message: z.string().optional() }).parse(JSON.parse(line))
    const [, ms, json] = /^duration: ([\d.]+) ms\s+plan:\n([\s\S]+)$/.exec(message) ?? []
    if (!ms || !json) return []
    const nodes = nodesOf(Explained.parse(JSON.parse(json)).Plan)
    if (!nodes.some((node) => node['Relation Name'] === 'items')) return []
    return [
      {
        asked: '',
        ms: Number(ms),
        nodes: nodes.map(describe).filter((text) => text !== null),
        readsAll: nodes.some((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'items'),
      },
    ]
  })
}

async function ask(server: Server, { path: under = '', query }: Asked): Promise<unknown> {
  const words = new URLSearchParams(Object.entries({ ...(under === '' ? { limit: PAGE } : {}), ...query }).map(([name, value]) => [name, String(value)]))
  const answer = await fetch(`${server.url}${rowsPath}${under}?${words.toString()}`, { headers: { authorization: server.authorization } })
  if (!answer.ok) throw new Error(`${words.toString()} was answered ${answer.status}.`)
  return await answer.json()
}

/** Until no index has come for a while. */
async function untilIndexed(database: string): Promise<void> {
  const deadline = Date.now() + INDEXES_MS
  let [before, since] = ['', Date.now()]
  while (Date.now() < deadline && Date.now() - since < STILL_MS) {
    const now = await withClient(database, async (client) =>
      JSON.stringify((await client.query(`select indexrelid::regclass, indisvalid from pg_index where indrelid = 'items'::regclass order by 1`)).rows),
    )
    if (now !== before || now.includes('false')) [before, since] = [now, Date.now()]
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** How the database answers what the page asks of a long list, on a server of its own that logs its plans. */
export async function measurePlans(options: { rows: number; folder: string; say: (line: string) => void }): Promise<PlanResult[]> {
  const { rows, folder, say } = options
  const logs = path.join(folder, 'plans')
  mkdirSync(logs)
  chmodSync(folder, 0o755)
  // The server's account is another one.
  chmodSync(logs, 0o777)
  const log = path.join(logs, 'plans.json')
  const postgres = await startPostgres({
    log_destination: 'jsonlog',
    logging_collector: 'on',
    log_directory: logs,
    log_filename: 'plans.log',
    log_file_mode: '0644',
  })
  const database = postgres.urlOf('postgres')
  try {
    say(`filling ${rows} rows for the plans of lists`)
    const server = await startFilled({ DATABASE_URL: database }, rows)
    try {
      await withClient(database, (client) => client.query('vacuum analyze items'))
      const middle = CollectionItemPageEnvelope.parse(await ask(server, { text: '', query: { sort: 'name', skip: rows / 2 } })).data
      const all = asked(rows, middle.next_cursor ?? '')
      for (const one of all) await ask(server, one)
      await untilIndexed(database)
    } finally {
      await server.stop()
    }
    await withClient(database, async (client) => {
      await client.query('vacuum analyze items')
      // Settings of what is not loaded are not known.
      await client.query("load 'auto_explain'")
      const settings = { session_preload_libraries: 'auto_explain', 'auto_explain.log_min_duration': '0', 'auto_explain.log_format': 'json' }
      const more = { 'auto_explain.log_analyze': 'on', 'auto_explain.log_timing': 'off' }
      for (const [name, value] of Object.entries({ ...settings, ...more })) await client.query(`alter system set ${name} = '${value}'`)
      await client.query('select pg_reload_conf()')
    })
    return await readPlans(database, rows, log, say)
  } finally {
    await postgres.close()
  }
}

async function readPlans(database: string, rows: number, log: string, say: (line: string) => void): Promise<PlanResult[]> {
  const server = await deskmate.start(database)
  const results: PlanResult[] = []
  try {
    const middle = CollectionItemPageEnvelope.parse(await ask(server, { text: '', query: { sort: 'name', skip: rows / 2 } })).data
    for (const one of asked(rows, middle.next_cursor ?? '')) {
      say(`plans: ${one.text}`)
      await ask(server, one)
      const from = existsSync(log) ? readFileSync(log).length : 0
      await ask(server, one)
      // The log is written by a process of its own.
      await new Promise((resolve) => setTimeout(resolve, 500))
      for (const [place, found] of readLog(log, from).entries()) results.push({ ...found, asked: place === 0 ? one.text : '…' })
    }
  } finally {
    await server.stop()
  }
  return results
}
