import { z } from 'zod'
import { withClient } from './cluster.ts'

/** Bytes of the write-ahead log, and of the growth of all tables of the chat with their indexes. */
export type Grown = { log: number; tables: number }

const Size = z.object({ log: z.coerce.number(), tables: z.coerce.number() })

async function sizeNow(url: string): Promise<z.infer<typeof Size>> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query(`
      select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as log,
        (select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and (relname like 'chat%' or relname like 'generation%')) as tables`)
    return Size.parse(rows[0])
  })
}

/** What a page of a table costs in the log depends on when a checkpoint was last taken. Where this account may, one is taken, so that all begin alike. */
async function checkpoint(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query(`select pg_has_role('pg_checkpoint', 'member') as may`)
    if (rows[0].may) await client.query('checkpoint')
  })
}

/** What was written while `work` ran. */
export async function writtenBy<T>(url: string, work: () => Promise<T>): Promise<Grown & { result: T }> {
  await checkpoint(url)
  const before = await sizeNow(url)
  const result = await work()
  const after = await sizeNow(url)
  return { log: after.log - before.log, tables: after.tables - before.tables, result }
}
