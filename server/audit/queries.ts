import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AuditEntry, AuditExportQuery } from '#shared/audit.ts'
import { type Actor, sources } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { auditEntries } from './tables.ts'

/** Entries that one statement looks at where no index knows the answer: some hundredths of a second in which the embedded database does nothing else. */
const LOOK_AT = 2000
/** A page that has looked for this long gives what it has found, and where to go on. */
const LOOK_MS = 2000

export type AuditFilters = Omit<AuditExportQuery, 'format'>
/** A place in the list, which is newest first; entries of one moment by id. */
type Place = [at: string, id: number]

const Cursor = z.tuple([z.iso.datetime(), z.int().positive()])
const writeCursor = (place: Place) => Buffer.from(JSON.stringify(place)).toString('base64url')
function readCursor(text: string): Place {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch (error) {
    throw appError('INVALID_PARAMETER', { cause: error, details: [{ path: 'cursor', message: 'next_cursor of the page before.' }] })
  }
}

/** What an index finds. */
function bounds(filters: AuditFilters, after: Place | undefined): SQL | undefined {
  return and(
    filters.from ? sql`"at" >= ${filters.from}::timestamptz` : undefined,
    filters.to ? sql`"at" <= ${filters.to}::timestamptz` : undefined,
    filters.actor_id ? sql`actor_id = ${filters.actor_id}::uuid` : undefined,
    filters.target_type && filters.target_id ? sql`target_type = ${filters.target_type} and target_id = ${filters.target_id}` : undefined,
    after ? sql`("at", id) < (${after[0]}::timestamptz, ${after[1]}::bigint)` : undefined,
  )
}

const pattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
/** In JSON a quotation mark or a line break is written otherwise. */
const inJson = (text: string) => JSON.stringify(text).slice(1, -1)

/** What has to be looked for entry by entry; undefined where the bounds say it all. */
function marks({ action, source, target_type: type, target_id: id, q = '' }: AuditFilters): SQL | undefined {
  const json = pattern(inJson(q))
  return and(
    action ? sql`starts_with("action", ${action})` : undefined,
    source ? sql`"source" = ${source}` : undefined,
    type && !id ? sql`target_type = ${type}` : undefined,
    id && !type ? sql`target_id = ${id}` : undefined,
    q === ''
      ? undefined
      : sql`(concat_ws(' ', "action", target_id, address, request_id, (select name from users u where u.id = actor_id)) ilike ${pattern(q)}
          or "before"::text ilike ${json} or "after"::text ilike ${json} or detail::text ilike ${json})`,
  )
}

const Row = z.object({
  id: z.coerce.number(),
  at: z.string(),
  actor_id: z.string().nullable(),
  actor_name: z.string().nullable(),
  source: z.enum(sources),
  action: z.string(),
  target_type: z.string().nullable(),
  target_id: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  request_id: z.string().nullable(),
  position: z.coerce.number().nullable(),
})
const Looked = z.tuple([
  z.object({ found: z.array(z.tuple([z.string(), z.number()])), looked: z.number(), last: z.tuple([z.string(), z.number()]).nullable() }),
])

/**
 * Looks for entries from a place on.
 * @returns the ids of at most so many, and where to go on; no place at the end of the list
 */
async function look(db: Db, filters: AuditFilters, after: Place | undefined, wanted: number): Promise<{ ids: number[]; place: Place | undefined }> {
  const where = bounds(filters, after)
  const mark = marks(filters)
  // One more than wanted tells whether there is one.
  const most = mark ? LOOK_AT : wanted + 1
  const { rows } = await db.execute(sql`
    with seen as materialized (
      select id, "at", ${mark ?? sql`true`} as hit from ${auditEntries} ${where ? sql`where ${where}` : sql``} order by "at" desc, id desc limit ${most}::int
    ), hits as (select id, "at" from seen where hit order by "at" desc, id desc limit ${wanted + 1}::int)
    select coalesce((select jsonb_agg(jsonb_build_array("at"::text, id) order by "at" desc, id desc) from hits), '[]') as found,
      (select count(*)::int from seen) as looked, (select jsonb_build_array("at"::text, id) from seen order by "at", id limit 1) as last`)
  const [{ found, looked, last }] = Looked.parse(rows)
  const place = found.length > wanted ? found[wanted - 1] : mark && looked === most ? last : null
  return { ids: found.slice(0, wanted).map(([, id]) => id), place: place ? [toTimestamp(place[0]), place[1]] : undefined }
}

async function read(db: Db, ids: number[]): Promise<AuditEntry[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute(sql`
    select e.id, e.at::text as at, e.actor_id, u.name as actor_name, e.source, e.action, e.target_type, e.target_id, e.before, e.after, e.detail,
      e.address, e.request_id, e.position
    from ${auditEntries} e left join users u on u.id = e.actor_id
    where e.id = any(${`{${ids.join(',')}}`}::bigint[]) order by e.at desc, e.id desc`)
  return z
    .array(Row)
    .parse(rows)
    .map((row) => ({ ...row, at: toTimestamp(row.at) }))
}

/** A page of the audit, newest first. It may have fewer entries than asked for, even none, and still name a place to go on. @throws INVALID_PARAMETER */
export async function listEntries(
  db: Db,
  _actor: Actor,
  filters: AuditFilters,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ entries: AuditEntry[]; next_cursor: string | null }> {
  const until = Date.now() + LOOK_MS
  const ids: number[] = []
  let place = cursor === undefined ? undefined : readCursor(cursor)
  do {
    const found = await look(db, filters, place, limit - ids.length)
    ids.push(...found.ids)
    place = found.place
  } while (place && ids.length < limit && Date.now() < until)
  return { entries: await read(db, ids), next_cursor: place ? writeCursor(place) : null }
}

/** All entries, newest first, some at a time. */
export async function* allEntries(db: Db, _actor: Actor, filters: AuditFilters, atOnce: number): AsyncGenerator<AuditEntry[]> {
  let place: Place | undefined
  do {
    const found = await look(db, filters, place, atOnce)
    if (found.ids.length > 0) yield await read(db, found.ids)
    place = found.place
  } while (place)
}
