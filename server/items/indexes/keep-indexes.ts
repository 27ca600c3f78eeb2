import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, desc, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { Field } from '#shared/fields.ts'
import { collections } from '../../collections/tables.ts'
import type { Db, Query } from '../../db/engine.ts'
import type { Database } from '../../db/open.ts'
import { columnOf, sortKeyOf } from '../field-columns.ts'
import { takeDemands } from './demand.ts'
import { fieldDemands } from './tables.ts'

/** A shorter collection is read whole as quickly. */
const WORTH_ROWS = 10_000
/** An index that is there stays until its collection is shorter than this: one whose length goes up and down has it made once. */
const KEPT_ROWS = WORTH_ROWS / 2
/** The embedded database does nothing else while it makes an index: for about two seconds of these. */
const EMBEDDED_ROWS = 200_000
/** Of all collections. Every one costs each write of its collection a little, and every write of others a look at its condition. */
export const FIELD_INDEXES_MAX = 64
/** What nobody asked for during so long is not kept. */
const FORGET_DAYS = 30
/** Where there are as many as may be, one that is there gives way to another only after so long. */
const YIELD_DAYS = 7
const LOOK_EVERY_MS = 5000
/** A program that ends does not wait longer than this for an index. */
const AT_THE_END_MS = 1000
/** Any number; the same in every version: one replica makes indexes at a time. */
const LOCK = 7_204_853

const PREFIX = 'item_field_'
const dialect = new PgDialect({ casing: 'snake_case' })
/** As text that can stand in a definition: an index has no parameters. */
const inlined = (statement: ReturnType<typeof sql>): string => dialect.sqlToQuery(statement.inlineParams()).sql.replaceAll('"items".', '')

type Wanted = { name: string; definition: string; statistics: string | null; collection: string; key: string }

/** The index of a field, named after what it is of: another type, or another formula, has another one. */
export function indexOf(collection: string, field: Field, fields: readonly Field[]): Wanted {
  const sortKey = sortKeyOf(field, fields)
  const expression = sortKey && inlined(sortKey.key)
  const of = expression
    ? `btree (${expression}, id)`
    : `gin (${inlined(columnOf(field, fields).value)}) with (fastupdate = true, gin_pending_list_limit = 1024)`
  const name = PREFIX + createHash('sha256').update(`${collection} ${of}`).digest('hex').slice(0, 20)
  return {
    name,
    definition: `on items using ${of} where collection_id = '${z.uuid().parse(collection)}'::uuid and deleted_at is null`,
    // Of an index that has a condition the planner knows nothing by itself.
    statistics: expression ? `on (${expression}) from items` : null,
    collection,
    key: field.key,
  }
}

/** Collections that an index is made for, and those that one which is there is kept for. */
async function longCollections(db: Db, kind: Database['kind']): Promise<Map<string, { worth: boolean }>> {
  const small = kind === 'embedded' ? sql`(select sum(live + trashed) from item_counts) <= ${EMBEDDED_ROWS}` : sql`true`
  const { rows } = await db.execute(
    sql`select collection_id as id, sum(live) >= ${WORTH_ROWS} and ${small} as worth from item_counts group by 1 having sum(live) >= ${KEPT_ROWS}`,
  )
  return new Map(
    z
      .array(z.object({ id: z.string(), worth: z.boolean() }))
      .parse(rows)
      .map(({ id, worth }) => [id, { worth }]),
  )
}

/** Those that are to be there: of fields that are there, and that somebody asked for lately. */
async function wantedIndexes(db: Db, kind: Database['kind'], there: ReadonlySet<string>): Promise<Wanted[]> {
  const long = await longCollections(db, kind)
  const rows = await db
    .select({
      collection: fieldDemands.collectionId,
      key: fieldDemands.fieldKey,
      fields: collections.fields,
      lately: sql<boolean>`${fieldDemands.askedAt} >= now() - make_interval(days => ${YIELD_DAYS})`,
    })
    .from(fieldDemands)
    .innerJoin(collections, and(eq(collections.id, fieldDemands.collectionId), isNull(collections.deletedAt)))
    .where(gte(fieldDemands.askedAt, sql`now() - make_interval(days => ${FORGET_DAYS})`))
    .orderBy(desc(fieldDemands.askedAt))
  const able = rows.flatMap(({ collection, key, fields: stored, lately }) => {
    const fields = z.array(Field).parse(stored)
    const field = fields.find((one) => one.key === key)
    const its = long.get(collection)
    if (!field || !its) return []
    const index = indexOf(collection, field, fields)
    const isThere = there.has(index.name)
    return its.worth || isThere ? [{ index, stays: isThere && lately }] : []
  })
  // In the order of when they were asked for last, which says little of what is asked for every day.
  return [...able.filter(({ stays }) => stays), ...able.filter(({ stays }) => !stays)].slice(0, FIELD_INDEXES_MAX).map(({ index }) => index)
}

const Known = z.array(z.object({ name: z.string(), valid: z.boolean() }))

async function reconcile(query: Query, wanted: readonly Wanted[], concurrently: string, logger: Pick<FastifyBaseLogger, 'info'>): Promise<void> {
  const known = Known.parse(
    (
      await query(
        `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'items'::regclass and starts_with(c.relname, '${PREFIX}')`,
      )
    ).rows,
  )
  const names = new Set(wanted.map(({ name }) => name))
  // One that is not valid was left behind by whoever was ended while making it.
  for (const { name, valid } of known) {
    if (valid && names.has(name)) continue
    await query(`drop statistics if exists "${name}"`)
    await query(`drop index ${concurrently} if exists "${name}"`)
  }
  const there = new Set(known.flatMap(({ name, valid }) => (valid ? [name] : [])))
  const missing = wanted.filter(({ name }) => !there.has(name))
  for (const { name, definition, statistics, collection, key } of missing) {
    const since = performance.now()
    if (statistics) await query(`create statistics if not exists "${name}" ${statistics}`)
    await query(`create index ${concurrently} "${name}" ${definition}`)
    logger.info({ collection_id: collection, field: key, ms: Math.round(performance.now() - since) }, 'An index for a field was made.')
  }
  // How often each value occurs, without which the planner guesses.
  if (missing.length > 0) await query('analyze items')
}

/** Those that are there, by whether they are valid; asked without the lock, and without a connection of one's own. */
async function knownIndexes(db: Db): Promise<z.infer<typeof Known>> {
  const { rows } = await db.execute(
    sql`select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'items'::regclass and starts_with(c.relname, ${PREFIX})`,
  )
  return Known.parse(rows)
}

/** Makes the indexes that lists of long collections are asked to be in the order of, and takes away those of what is gone or no longer asked for. */
export async function keepIndexes({ db, kind, maintain }: Database, logger: Pick<FastifyBaseLogger, 'info'>): Promise<void> {
  const long = await longCollections(db, kind)
  const asked = takeDemands(db).filter(({ collection }) => long.has(collection))
  for (const { collection, key } of asked)
    await db
      .insert(fieldDemands)
      .values({ collectionId: collection, fieldKey: key })
      // Once a day is often enough to know it.
      .onConflictDoUpdate({
        target: [fieldDemands.collectionId, fieldDemands.fieldKey],
        set: { askedAt: sql`now()` },
        setWhere: lt(fieldDemands.askedAt, sql`now() - interval '1 day'`),
      })
  const known = await knownIndexes(db)
  const there = new Set(known.flatMap(({ name, valid }) => (valid ? [name] : [])))
  const wanted = await wantedIndexes(db, kind, there)
  if (known.length === wanted.length && wanted.every(({ name }) => there.has(name))) return
  await maintain(async (query) => {
    const [lock] = z.tuple([z.object({ mine: z.boolean() })]).parse((await query(`select pg_try_advisory_lock(${LOCK}) as mine`)).rows)
    if (!lock.mine) return
    try {
      await reconcile(query, wanted, kind === 'server' ? 'concurrently' : '', logger)
    } finally {
      await query(`select pg_advisory_unlock(${LOCK})`)
    }
  })
}

/** @returns what ends it */
export function startIndexing(database: Database, logger: Pick<FastifyBaseLogger, 'info' | 'warn'>): { close: () => Promise<void> } {
  const closing = new AbortController()
  const run = async () => {
    while (!closing.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      await keepIndexes(database, logger).catch((error: unknown) =>
        logger.warn({ err: error }, 'The indexes of fields were not looked after; it is tried again.'),
      )
    }
  }
  const running = run()
  return {
    async close() {
      closing.abort()
      // One that is being made is given up with its connection, and made by the next start.
      await Promise.race([running, sleep(AT_THE_END_MS, undefined, { ref: false })])
    },
  }
}
