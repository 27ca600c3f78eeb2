import { createWriteStream, openAsBlob, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CollectionEnvelope } from '#shared/collections.ts'
import { type Import, ImportEnvelope } from '#shared/imports.ts'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { sampleCollection, sampleRow } from '../scripts/sample-rows.ts'
import { deskmate, type Server } from './candidates.ts'
import { type Cluster, postgresFolder, withClient } from './cluster.ts'
import { run } from './launch.ts'

/** A file of so many rows taken in, and undone. Times in milliseconds unless said otherwise. */
export type ImportResult = {
  rows: number
  bytes: number
  /** Rows a second: the import; its undo; `\copy` of the same file into a table of texts without an index; and from there into the table of the product, triggers and indexes with it. */
  imported: number
  undone: number
  copied: number
  inserted: number
  refused: number
  /** Bytes that the process holds: before, with the others' requests alone, and the most while it imports and undoes. */
  memoryBefore: number
  memoryMost: number
  /** What others wait for meanwhile, one after the other: a page of another collection, a change of one item. */
  others: { p50: number; p99: number; worst: number; count: number }
  left: number
}

const columns = ['name', 'description', ...(sampleCollection.fields ?? []).map(({ key }) => key ?? '')]
const LOOK_MS = 250
const ASK_MS = 50
const WARM_UP_MS = 10_000

function* lines(rows: number): Generator<string> {
  const cell = (value: unknown) => {
    const text = Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value ?? '').replaceAll('"', '')
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  yield `${columns.join(',')}\n`
  for (let at = 0; at < rows; at += 1) {
    const { name, description, values } = sampleRow(at)
    yield `${[name, description, ...columns.slice(2).map((key) => values[key])].map(cell).join(',')}\n`
  }
}

/** In bytes; what the process holds of the machine's memory. */
const memoryOf = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024

async function call(server: Server, method: string, at: string, body?: unknown): Promise<unknown> {
  const form = body instanceof FormData
  const answer = await fetch(`${server.url}/api/v1${at}`, {
    method,
    headers: { Authorization: server.authorization, ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  })
  const read: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${method} ${at} was answered with ${answer.status}: ${JSON.stringify(read)}`)
  return read
}

async function untilOver(server: Server, id: string): Promise<Import> {
  for (;;) {
    const { data } = ImportEnvelope.parse(await call(server, 'GET', `/imports/${id}`))
    if (data.state !== 'running' && data.state !== 'undoing') return data
    await sleep(LOOK_MS)
  }
}

/** Asks as others do until it is told to stop. */
function askMeanwhile(server: Server, item: string): () => Promise<ImportResult['others']> {
  const times: number[] = []
  let over = false
  const asking = (async () => {
    for (let turn = 0; !over; turn += 1) {
      const since = performance.now()
      if (turn % 2 === 0) await call(server, 'GET', '/items?limit=50')
      else await call(server, 'PUT', `/items/${item}`, { description: `${turn}` })
      times.push(performance.now() - since)
      await sleep(ASK_MS)
    }
  })()
  return async () => {
    over = true
    await asking
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99), worst: at(1), count: sorted.length }
  }
}

/** The same file by `\copy` into texts, and from there into the product's own table: what the database itself needs. */
async function copyBeside(database: string, file: string, rows: number): Promise<{ copied: number; inserted: number }> {
  await withClient(database, (client) => client.query(`create table copied (${columns.map((name) => `"${name}" text`).join(', ')})`))
  const copying = performance.now()
  await run(path.join(postgresFolder(), 'psql'), [database, '-qc', `\\copy copied from '${file}' with (format csv, header true)`])
  const copied = rows / ((performance.now() - copying) / 1000)
  const inserting = performance.now()
  await withClient(database, (client) =>
    client.query(`insert into items (id, name, description, "values", created_by, updated_by)
      select gen_random_uuid(), name, description, jsonb_strip_nulls(jsonb_build_object(${columns
        .slice(2)
        .map((key) => `'${key}', "${key}"`)
        .join(', ')})), '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001' from copied`),
  )
  return { copied, inserted: rows / ((performance.now() - inserting) / 1000) }
}

export async function measureImports(options: { cluster: Cluster; rows: number; folder: string; say: (line: string) => void }): Promise<ImportResult[]> {
  const { cluster, rows, folder, say } = options
  const file = path.join(folder, 'sample.csv')
  await pipeline(lines(rows), createWriteStream(file))
  const bytes = statSync(file).size
  const database = await cluster.createDatabase('imports')
  const server = await deskmate.start(database)
  try {
    say(`importing ${rows} rows, ${Math.round(bytes / 1e6)} MB`)
    CollectionEnvelope.parse(await call(server, 'POST', '/collections', sampleCollection))
    await call(server, 'POST', '/items', { name: 'Beside' })
    const [beside] = CollectionItemPageEnvelope.parse(await call(server, 'GET', '/collections/items/items')).data.items
    // What the others alone make it hold is no work of the import's.
    const warm = askMeanwhile(server, beside?.id ?? '')
    await sleep(WARM_UP_MS)
    await warm()
    const memoryBefore = memoryOf(server.pid)
    let memoryMost = memoryBefore
    const watching = setInterval(() => {
      memoryMost = Math.max(memoryMost, memoryOf(server.pid))
    }, LOOK_MS)
    const form = new FormData()
    form.append('file', await openAsBlob(file), 'sample.csv')
    const stop = askMeanwhile(server, beside?.id ?? '')
    const { data: given } = ImportEnvelope.parse(await call(server, 'POST', `/collections/${sampleCollection.slug}/imports`, form))
    const started = performance.now()
    await call(server, 'POST', `/imports/${given.id}/start`, {
      columns: given.suggestion.map((column) => Object.fromEntries(Object.entries(column).filter(([name]) => name !== 'notes'))),
    })
    const over = await untilOver(server, given.id)
    const imported = over.created / ((performance.now() - started) / 1000)
    if (over.state !== 'done') throw new Error(`The import ended ${over.state}: ${JSON.stringify(over.error)}`)
    say(`${over.created} imported, ${over.refused} refused; undoing`)
    const undoing = performance.now()
    await call(server, 'POST', `/imports/${given.id}/undo`)
    await untilOver(server, given.id)
    const undone = over.created / ((performance.now() - undoing) / 1000)
    const others = await stop()
    clearInterval(watching)
    const { total: left } = CollectionItemPageEnvelope.parse(await call(server, 'GET', `/collections/${sampleCollection.slug}/items?limit=1`)).data
    say('the same file by \\copy')
    return [{ rows, bytes, imported, undone, refused: over.refused, memoryBefore, memoryMost, others, left, ...(await copyBeside(database, file, rows)) }]
  } finally {
    await server.stop()
  }
}
