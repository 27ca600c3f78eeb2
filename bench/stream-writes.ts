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

/**
 * What is written in a stretch of time depends on what falls into it: the first change of a page after a checkpoint writes the page whole, and a
 * vacuum comes whenever enough rows are gone. From here on each stretch ends with a vacuum, and begins long before the next checkpoint.
 */
export async function level(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(`select format('%I', tablename) as name from pg_tables where schemaname = 'public'`)
    for (const { name } of rows) await client.query(`alter table ${name} set (autovacuum_enabled = false, toast.autovacuum_enabled = false)`)
    const { rows: may } = await client.query(`select from pg_roles where rolname = 'pg_checkpoint' and pg_has_role(oid, 'member')`)
    if (may.length > 0) await client.query('checkpoint')
  })
}

async function vacuum(url: string): Promise<void> {
  await withClient(url, (client) => client.query('vacuum'))
}

/** What was written while `work` ran, and to clean up behind it. */
export async function writtenBy<T>(url: string, work: () => Promise<T>): Promise<Grown & { result: T }> {
  await vacuum(url)
  const before = await sizeNow(url)
  const result = await work()
  await vacuum(url)
  const after = await sizeNow(url)
  return { log: after.log - before.log, tables: after.tables - before.tables, result }
}
