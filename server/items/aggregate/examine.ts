import { type SQL, sql } from 'drizzle-orm'
import { EXAMINED_MAX } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { type Column, columnFor } from '../column-for.ts'
import { narrow } from '../narrow.ts'
import { inTrash } from '../order.ts'
import { countAll } from '../page.ts'
import { matches } from '../search.ts'
import { items } from '../tables.ts'

/** What figures are made of: rows, of which those with `hit` count. */
export type Examined = { rows: SQL; collection: Collection; words: boolean; exact: boolean }

/** Longer than all of it takes: where it does take longer, the database is to do something else. */
const DEADLINE_MS = 10_000

/**
 * The rows that figures are made of, at most so many, and along an index: the newest ones, or of words those that hold them. So the
 * time is bounded by what is in the statement, in a database without deadlines too.
 * @param all every row, however many
 * @throws INVALID_PARAMETER, VALIDATION_FAILED for a filter that cannot be
 */
export async function examine(db: Db, collection: Collection, query: { q?: string | undefined; filter?: string | undefined }, all: boolean): Promise<Examined> {
  const { q, narrowed } = await narrow(db, collection.fields, query)
  const words = narrowed?.words ?? false
  const found = narrowed && words ? matches({ ...narrowed, filter: undefined }, sql`${q}::text`) : undefined
  const live = inTrash(false, sql`${collection.id}::uuid`)
  const newest = words ? sql`` : sql`order by ${items.createdAt} desc, ${items.id} desc`
  const limit = all ? sql`` : sql`${newest} limit ${sql.raw(String(EXAMINED_MAX + (words ? 1 : 0)))}`
  const few = sql`(select * from ${items} where ${found ? sql`${live} and ${found}` : live} ${limit}) as items`
  const hit = narrowed?.filter ? sql`coalesce(${narrowed.filter}, false)` : sql`true`
  return {
    rows: sql`(select *, ${hit} as hit from ${few}) as items`,
    collection,
    words,
    exact: all || words || (await countAll(db, collection.id, false)) <= EXAMINED_MAX,
  }
}

/** Asks one statement of those that share a deadline. */
export type Ask = (statement: SQL) => Promise<{ rows: unknown[] }>

/**
 * Asks in a transaction whose statements share one deadline, however many they are: each may take what the others have left.
 * @param all every row is read, in whichever way; else along an index, also where words are so frequent that the table would do for the first of them
 * @throws DATABASE_TIMEOUT
 */
export async function withDeadline<T>(db: Db, all: boolean, run: (ask: Ask) => Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  return await db.transaction(async (tx) => {
    const until = performance.now() + deadlineMs
    await tx.execute(sql`select set_config('enable_seqscan', ${all ? 'on' : 'off'}, true)`)
    return await run(async (statement) => {
      const left = Math.floor(until - performance.now())
      // Of 0 the database would make no deadline at all, and the embedded one has none.
      if (left <= 0) throw appError('DATABASE_TIMEOUT', { retryAfter: 1 })
      await tx.execute(sql`select set_config('statement_timeout', ${String(left)}, true)`)
      return await tx.execute(statement)
    })
  })
}

/** @throws VALIDATION_FAILED where there is no such field */
export function requireColumn(key: string, { fields }: Collection, path: string): Column {
  const column = columnFor(key, fields)
  if (column) return column
  const message = { en: `The collection has no field ${key}.`, 'zh-CN': `该数据表没有字段 ${key}。` }
  throw appError('VALIDATION_FAILED', { details: [{ path, message }] })
}

export const isEmpty = ({ kind, value }: Column): SQL => (kind === 'text' ? sql`coalesce(${value}, '') = ''` : sql`${value} is null`)
