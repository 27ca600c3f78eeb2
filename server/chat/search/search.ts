import { setImmediate } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatSearchHit, ChatSearchQuery } from '#shared/chat-search.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { excerptOf, marksIn } from './excerpt.ts'
import { askedPlaces } from './signature.ts'
import { SEARCHED_CHARS } from './tables.ts'
import { patternsOf, see } from './words.ts'

/** Of one person's titles so many are read at once; nearly nobody has more. */
const TITLES_AT_ONCE = 2000
/** Of messages that may hold the words, so many: long ones are 100 kB each. */
const MESSAGES_AT_ONCE = 50

/** To look through a longer text takes a millisecond and more, for which nobody else has to wait. */
const LONG_CHARS = 8000

/** Where a page ended: among the titles or among the messages, behind which row. */
const Place = z.strictObject({ q: z.string(), titles: z.boolean(), at: z.iso.datetime(), id: z.uuid() })
type Place = z.infer<typeof Place>
type At = { at: string; id: string }

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

const behind = (at: SQL, id: SQL, place: At | undefined) => (place ? sql`and (${at}, ${id}) < (${place.at}::timestamptz, ${place.id}::uuid)` : sql``)
const isFound = (text: string, patterns: RegExp[]) => {
  const seen = see(text)
  return patterns.every((pattern) => seen.text.search(pattern) >= 0)
}

/** What of the rows that `read` gives has the words, read some at a time until there are enough. */
async function look(
  { wanted, atOnce, place, textOf }: { wanted: number; atOnce: number; place: At | undefined; textOf: (row: Row) => string },
  patterns: RegExp[],
  read: (place: At | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = []
  let rows: Row[]
  let from = place
  do {
    rows = await read(from)
    from = rows.at(-1)
    for (const row of rows) {
      const text = textOf(row)
      if (isFound(text, patterns)) found.push(row)
      if (found.length === wanted) return found
      if (text.length > LONG_CHARS) await setImmediate()
    }
  } while (rows.length === atOnce)
  return found
}

/** Titles, the conversation that was touched last first. They are short: read, not looked up. */
async function inTitles(db: Db, owner: string, patterns: RegExp[], wanted: number, place: At | undefined): Promise<Row[]> {
  return await look({ wanted, atOnce: TITLES_AT_ONCE, place, textOf: ({ title }) => title }, patterns, async (from) => {
    const { rows } = await db.execute(sql`
      select s.id, s.id as session_id, s.title, s.archived_at is not null as archived, s.updated_at::text as updated_at, null as message_id, null as role,
        s.updated_at::text as at, '' as content
      from chat_sessions s where s.owner_id = ${owner}::uuid and s.deleted_at is null ${behind(sql`s.updated_at`, sql`s.id`, from)}
      order by s.updated_at desc, s.id desc limit ${TITLES_AT_ONCE}::int`)
    return Rows.parse(rows)
  })
}

/**
 * Messages of one's own, the newest first: those whose signature has what is asked for, and then the words themselves. One `case` for all
 * bits, since the planner would take each for a rare find, and sort where it should stop at a full page.
 */
async function inMessages(db: Db, owner: string, q: string, patterns: RegExp[], wanted: number, place: At | undefined): Promise<Row[]> {
  const bits = askedPlaces(q).map((bit) => sql`when get_bit(c.signature, ${bit}::bigint % (8 * octet_length(c.signature))) = 0 then false`)
  return await look({ wanted, atOnce: MESSAGES_AT_ONCE, place, textOf: ({ content }) => content }, patterns, async (from) => {
    const { rows } = await db.execute(sql`
      select m.id, m.session_id, f.title, f.archived, f.updated_at, m.id as message_id, m.role, f.at::text as at, left(m.content, ${SEARCHED_CHARS}::int) as content
      from (
        select c.message_id, c.at, s.title, s.archived_at is not null as archived, s.updated_at::text as updated_at
        from chat_search c join chat_sessions s on s.id = c.session_id
        where c.owner_id = ${owner}::uuid and s.deleted_at is null ${behind(sql`c.at`, sql`c.message_id`, from)}
          and case ${sql.join(bits, sql` `)} else true end
        order by c.at desc, c.message_id desc limit ${MESSAGES_AT_ONCE}::int
      ) as f join chat_messages m on m.id = f.message_id
      order by f.at desc, m.id desc`)
    return Rows.parse(rows)
  })
}

/**
 * What the caller has said or been told with these words in it: conversations whose title has them, then single messages, the newest first.
 * @throws INVALID_PARAMETER for a cursor of another search
 */
export async function searchChats(db: Db, actor: Actor, query: ChatSearchQuery): Promise<{ hits: ChatSearchHit[]; next_cursor: string | null }> {
  const q = query.q.trim()
  const place = query.cursor === undefined ? undefined : readCursor(query.cursor, Place.extend({ q: z.literal(q) }))
  const patterns = patternsOf(q)
  if (patterns.length === 0) return { hits: [], next_cursor: null }
  const wanted = query.limit + 1
  const titles = place?.titles === false ? [] : await inTitles(db, actor.userId, patterns, wanted, place)
  const left = wanted - titles.length
  const said = left === 0 ? [] : await inMessages(db, actor.userId, q, patterns, left, place?.titles === false ? place : undefined)
  const rows = [...titles, ...said]
  const shown = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  const hits: ChatSearchHit[] = []
  for (const row of shown) {
    hits.push(toHit(row, patterns))
    if (row.content.length > LONG_CHARS) await setImmediate()
  }
  return {
    hits,
    next_cursor: last ? writeCursor({ q, titles: last.message_id === null, at: toTimestamp(last.at), id: last.id } satisfies Place) : null,
  }
}

const toHit = (row: Row, patterns: RegExp[]): ChatSearchHit => ({
  session: { id: row.session_id, title: row.title, archived: row.archived, updated_at: toTimestamp(row.updated_at) },
  title_matches: marksIn(row.title, patterns),
  message: row.message_id && row.role ? { id: row.message_id, role: row.role, created_at: toTimestamp(row.at) } : null,
  ...(row.message_id ? excerptOf(row.content, patterns) : { excerpt: '', matches: [] }),
})
