import { Client } from 'pg'
import type { Engine, Query } from './engine.ts'

/** Waits for locks at most this long: who waits for a table keeps all others waiting behind. */
const LOCK_MS = 3000

/** Runs what takes longer than a request may and cannot be part of a transaction, such as making an index, on a connection of its own. */
export type Maintain = <T>(run: (query: Query) => Promise<T>) => Promise<T>

export function maintainServer(url: string): Maintain {
  return async (run) => {
    const client = new Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'deskmate maintaining',
      options: `-c TimeZone=UTC -c jit=off -c statement_timeout=0 -c lock_timeout=${LOCK_MS}`,
    })
    // A connection that is lost fails what runs on it, which tells.
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await run((config, values) => client.query(config, values))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

export const maintainEmbedded =
  ({ query }: Engine): Maintain =>
  (run) =>
    run(query)
