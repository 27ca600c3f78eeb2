import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { QueryConfig } from 'pg'

/** The database, or a transaction of it: what every query function takes first. */
export type Db = NodePgDatabase

export type Rows = { rows: unknown[]; rowCount: number | null }
export type Query = (config: QueryConfig | string, values?: unknown[]) => Promise<Rows>

/** One connection with nothing else on it, for a transaction. */
export type Connection = { query: Query; release: () => void }

/** What both kinds of database can do; the only thing that the rest of the server sees of them. */
export type Engine = {
  kind: 'embedded' | 'server'
  query: Query
  connect: () => Promise<Connection>
  close: () => Promise<void>
}

/** Drizzle opens a connection of its own for a transaction only where the constructor of its client is called Pool. */
export function asDb(engine: Engine): Db {
  const pool = Object.assign(Object.create({ constructor: { name: 'Pool' } }), { query: engine.query, connect: engine.connect })
  return drizzle({ client: pool, casing: 'snake_case' })
}
