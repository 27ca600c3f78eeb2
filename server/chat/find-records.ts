import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Actor, can } from '#shared/permissions.ts'
import { ITEMS_ID } from '../collections/tables.ts'
import type { Db } from '../db/engine.ts'

/** Ranked by how well they match, which looks at every match; beyond this the newest index order has to do. */
const RANKED_MAX = 2000

const Rows = z.array(z.object({ id: z.string(), name: z.string(), description: z.string().nullable(), version: z.number(), total: z.number() }))
export type FoundRecords = {
  items: { id: string; name: string; description: string | null; version: number }[]
  /** How many match; `atLeast` where there were too many to count. */
  total: number
  atLeast: boolean
}
export const nothing: FoundRecords = { items: [], total: 0, atLeast: false }

/** The records that hold all of the words, or any; best first. What the caller may not read does not exist. */
export async function findRecords(db: Db, actor: Actor, words: string[], how: 'all' | 'any', limit: number): Promise<FoundRecords> {
  const known = words.filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (known.length === 0 || !can(actor, 'items:read')) return nothing
  const query = sql.join(
    known.map((word) => sql`search_query(${singular(word)})`),
    how === 'all' ? sql` && ` : sql` || `,
  )
  return await read(
    db,
    sql`
    with words as materialized (select (${query}) as query),
    matches as materialized (
      select id, name, description, version, updated_at, ts_rank(search, words.query) as rank
      from items, words where deleted_at is null and collection_id = ${ITEMS_ID}::uuid and search @@ words.query limit ${RANKED_MAX}::int
    )
    select id, name, description, version, (select count(*)::int from matches) as total
    from matches order by rank desc, updated_at desc, id limit ${limit}::int`,
  )
}

/** The search takes a last word as the beginning of one, so that the beginning finds both numbers. */
const singular = (word: string) => (/^[a-z]{4,}$/i.test(word) ? word.replace(/(?:ies|(?<=[^su])s)$/i, '') : word)

/** The records changed last, and how many there are. */
export async function newestRecords(db: Db, actor: Actor, limit: number): Promise<FoundRecords> {
  if (!can(actor, 'items:read')) return nothing
  return await read(
    db,
    sql`select id, name, description, version, (select coalesce(sum(live), 0)::int from item_counts where collection_id = ${ITEMS_ID}::uuid) as total
      from items where deleted_at is null and collection_id = ${ITEMS_ID}::uuid order by updated_at desc, id desc limit ${limit}::int`,
  )
}

async function read(db: Db, statement: SQL): Promise<FoundRecords> {
  const rows = Rows.parse((await db.execute(statement)).rows)
  const total = rows[0]?.total ?? 0
  return { items: rows.map(({ id, name, description, version }) => ({ id, name, description, version })), total, atLeast: total === RANKED_MAX }
}
