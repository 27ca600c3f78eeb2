import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, types } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { z } from 'zod'

// The thread that PostgreSQL runs in: it answers one statement after the other, so that the thread that serves HTTP never waits for one.

const Start = z.object({ folder: z.string(), cacheMb: z.number() })
const Statement = z.object({ id: z.number(), text: z.string(), values: z.array(z.unknown()).optional(), array: z.boolean() })

const asText = (value: string) => value
/** What `pg` gives for the same types, so that one code path reads both. */
const parsers = {
  [types.INT8]: asText,
  [types.NUMERIC]: asText,
  [types.DATE]: asText,
  [types.TIMESTAMP]: asText,
  [types.TIMESTAMPTZ]: asText,
  [types.INTERVAL]: asText,
}

if (!parentPort) throw new Error('embedded-worker.ts runs as a worker thread')
const port = parentPort
const { folder, cacheMb } = Start.parse(workerData)
const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${cacheMb}MB`]
const database = await PGlite.create({ dataDir: folder, extensions: { vector }, parsers, startParams })
// A quarter of the sample tells the planner enough, and takes a quarter of the time in which nothing else is done.
await database.exec("set timezone to 'UTC'; set default_statistics_target to 25")

port.on('message', (message: unknown) => void run(Statement.parse(message)))
port.postMessage({ ready: true })

async function run({ id, text, values, array }: z.infer<typeof Statement>) {
  try {
    if (!values || values.length === 0) {
      const results = await database.exec(text, { rowMode: array ? 'array' : 'object' })
      const last = results.at(-1)
      port.postMessage({ id, rows: last?.rows ?? [], rowCount: last?.affectedRows ?? null })
      return
    }
    const result = await database.query(text, values, { rowMode: array ? 'array' : 'object' })
    port.postMessage({ id, rows: result.rows, rowCount: result.affectedRows ?? null })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
    port.postMessage({ id, error: { message, code, constraint } })
  }
}
