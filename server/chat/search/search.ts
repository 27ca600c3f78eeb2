import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatSearchHit, ChatSearchQuery } from '#shared/chat-search.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { excerptOf, marksIn, patternsOf } from './excerpt.ts'

/**
 * Of the newest messages so many are looked at one by one before the index is asked for all that hold the words: a word that is in every
 * other message is found at once, and one that is in few costs these in vain (some hundredths of a second, for long messages).
 */
const LOOK_THROUGH = 300
/** As much of a message as the index knows. */
const INDEXED_CHARS = 16_000

/** Where a page ended: among the titles or among the messages, behind which row. */
const Place = z.strictObject({ q: z.string(), titles: z.boolean(), at: z.iso.datetime(), id: z.uuid() })
type Place = z.infer<typeof Place>

const Row = z.object({
  id: z.string(),
  session_id: z.string(),
  title: z.string(),
  archived: z.boolean(),
  updated_at: z.string(),
  message_id: z.string().nullable(),
  role: z.enum(['user', 'assistant']).nullable(),
  at: z.string(),
  content: z.string(),
})
type Row = z.infer<typeof Row>
const Rows = z.array(Row)

const behind = (at: SQL, id: SQL, place: Place | undefined) => (place ? sql`and (${at}, ${id}) < (${place.at}::timestamptz, ${place.id}::uuid)` : sql``)

/** Titles, the conversation that was touched last first. */
async function inTitles(db: Db, owner: string, q: string, limit: number, place: Place | undefined): Promise<Row[]> {
  const { rows } = await db.execute(sql`
    select s.id, s.id as session_id, s.title, s.archived_at is not null as archived, s.updated_at::text as updated_at, null as message_id, null as role,
      s.updated_at::text as at, '' as content
    from chat_search c join chat_sessions s on s.id = c.id
    where c.search @@ chat_search_query(${owner}::uuid, true, ${q}) and c.owner_id = ${owner}::uuid and s.deleted_at is null
      ${behind(sql`s.updated_at`, sql`s.id`, place)}
    order by s.updated_at desc, s.id desc limit ${limit}::int`)
  return Rows.parse(rows)
}

/** Messages of one's own, the newest first. @param from where they are looked for: rows of chat_search that hold the words */
async function messages(db: Db, from: SQL, limit: number): Promise<Row[]> {
  const { rows } = await db.execute(sql`
    select f.id, f.session_id, s.title, s.archived_at is not null as archived, s.updated_at::text as updated_at, m.id as message_id, m.role,
      f.at::text as at, left(m.content, ${INDEXED_CHARS}::int) as content
    from (
      select found.id, found.session_id, found.at from (${from}) as found
      join chat_sessions s on s.id = found.session_id and s.deleted_at is null
      order by found.at desc, found.id desc limit ${limit}::int
    ) as f
    join chat_messages m on m.id = f.id join chat_sessions s on s.id = f.session_id
    order by f.at desc, f.id desc`)
  return Rows.parse(rows)
}

async function inMessages(db: Db, owner: string, q: string, limit: number, place: Place | undefined): Promise<Row[]> {
  const words = sql`chat_search_query(${owner}::uuid, false, ${q})`
  const after = behind(sql`c.at`, sql`c.id`, place)
  const newest = sql`
    select * from (
      select c.* from chat_search c where c.owner_id = ${owner}::uuid and c.message_id is not null ${after} order by c.at desc, c.id desc limit ${LOOK_THROUGH}::int
    ) as newest where search @@ ${words}`
  const found = await messages(db, newest, limit)
  if (found.length >= limit) return found
  // `offset 0` keeps the planner from going along the order of the list instead, all the way to its end.
  const all = sql`select c.id, c.session_id, c.at from chat_search c where c.search @@ ${words} and c.owner_id = ${owner}::uuid ${after} offset 0`
  return await messages(db, all, limit)
}

/**
 * What the caller has said or been told with these words in it: conversations whose title has them, then single messages, the newest first.
 * @throws INVALID_PARAMETER for a cursor of another search
 */
export async function searchChats(db: Db, actor: Actor, query: ChatSearchQuery): Promise<{ hits: ChatSearchHit[]; next_cursor: string | null }> {
  const q = query.q.trim()
  const place = query.cursor === undefined ? undefined : readCursor(query.cursor, Place.extend({ q: z.literal(q) }))
  const wanted = query.limit + 1
  const titles = place?.titles === false ? [] : await inTitles(db, actor.userId, q, wanted, place)
  const said = titles.length >= wanted ? [] : await inMessages(db, actor.userId, q, wanted - titles.length, place?.titles === false ? place : undefined)
  const rows = [...titles, ...said]
  const shown = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  const patterns = patternsOf(q)
  return {
    hits: shown.map((row) => toHit(row, patterns)),
    next_cursor: last ? writeCursor({ q, titles: last.message_id === null, at: toTimestamp(last.at), id: last.id } satisfies Place) : null,
  }
}

const toHit = (row: Row, patterns: RegExp[]): ChatSearchHit => ({
  session: { id: row.session_id, title: row.title, archived: row.archived, updated_at: toTimestamp(row.updated_at) },
  title_matches: marksIn(row.title, patterns),
  message: row.message_id && row.role ? { id: row.message_id, role: row.role, created_at: toTimestamp(row.at) } : null,
  ...(row.message_id ? excerptOf(row.content, patterns) : { excerpt: '', matches: [] }),
})
