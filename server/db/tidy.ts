import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Database } from './open.ts'

const LOOK_EVERY_MS = 30_000
/** As a server's autovacuum reckons: so many rows, and such a share of the table, have changed since. */
const ANALYZE = { rows: 500, share: 0.1 }
const VACUUM = { rows: 1000, share: 0.2 }
/** A table that nothing is known of yet is worth looking at from so many bytes on. */
const WORTH_BYTES = 65_536

const Due = z.array(z.object({ name: z.string(), vacuum: z.boolean() }))
type Keeping = Pick<Database, 'db' | 'maintain'>

/** Tables of which the planner no longer knows how they are filled, or which hold much that is gone. */
async function dueTables({ db }: Keeping): Promise<z.infer<typeof Due>> {
  const { rows } = await db.execute(sql`
    select name, much_gone as vacuum from (
      select t.relid, format('%I.%I', t.schemaname, t.relname) as name,
        greatest(t.n_dead_tup, t.n_ins_since_vacuum) > ${VACUUM.rows} + ${VACUUM.share} * greatest(c.reltuples, 0) as much_gone,
        t.n_mod_since_analyze > ${ANALYZE.rows} + ${ANALYZE.share} * greatest(c.reltuples, 0)
          or (pg_relation_size(t.relid) >= ${WORTH_BYTES} and not exists (select 1 from pg_statistic s where s.starelid = t.relid)) as unknown_now
      from pg_stat_user_tables t join pg_class c on c.oid = t.relid
    ) as tables where much_gone or unknown_now`)
  return Due.parse(rows)
}

/**
 * What a server's autovacuum does, once: without it the planner takes a table of a hundred thousand rows for one of a dozen, and what was deleted keeps its room.
 * Each table is one statement, during which the embedded database does nothing else: a fifth of a second for a hundred thousand items.
 * @param givenUp tables that outlasted the deadline of a statement, and would do so again
 */
export async function tidy(database: Keeping, logger: Pick<FastifyBaseLogger, 'warn'>, givenUp: Set<string> = new Set()): Promise<void> {
  for (const { name, vacuum } of await dueTables(database)) {
    if (givenUp.has(name)) continue
    try {
      await database.maintain((query) => query(vacuum ? `vacuum (analyze, truncate off) ${name}` : `analyze ${name}`))
    } catch (error) {
      givenUp.add(name)
      logger.warn({ err: error, table: name }, 'A table of the embedded database could not be tidied up.')
    }
  }
}

/** Keeps the embedded database as a server keeps itself. @returns what ends it */
export function startTidying(database: Database, logger: Pick<FastifyBaseLogger, 'warn'>): { close: () => Promise<void> } {
  const closing = new AbortController()
  const givenUp = new Set<string>()
  const run = async () => {
    while (database.kind === 'embedded' && !closing.signal.aborted) {
      await tidy(database, logger, givenUp).catch((error: unknown) =>
        logger.warn({ err: error }, 'The embedded database was not tidied up; it is tried again.'),
      )
      await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}
