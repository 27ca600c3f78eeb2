import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatFailure, type ChatHistory, type ChatMessage, FinishReason, type HistoryQuery, MessageStatus, Siblings, Source, Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { standsIn } from '#shared/stand-in.ts'
import { FilesOfMessage, filesOfMessage } from '../attachments/send.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { findSession } from './queries.ts'
import { ancestorAt, newestEnd } from './walk.ts'

const Cursor = z.uuid()

/** A page of a branch, oldest first; the newest one unless the query says which. @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, INVALID_PARAMETER */
export async function readHistory(db: Db, actor: Actor, query: z.output<typeof HistoryQuery>): Promise<ChatHistory> {
  const older = query.cursor === undefined ? undefined : readCursor(query.cursor, Cursor)
  const mine = { actor, sessionId: query.session_id }
  let end = query.message_id
  let offset = query.offset
  if (query.around !== undefined) {
    const found = await findPlace(db, mine, query.around, end)
    end = found.end
    offset = Math.max(0, found.depth - 1 - Math.floor(query.limit / 2))
  }
  const [session, rows] = await Promise.all([findSession(db, actor, query.session_id), readPage(db, mine, { end, older, offset, limit: query.limit })])
  const [{ head, total } = { head: null, total: 0 }] = rows
  if (end !== undefined && head === null) throw appError('CHAT_MESSAGE_NOT_FOUND')
  const messages = rows.filter((row) => row.id !== null)
  const [oldest] = messages
  const newest = messages.at(-1)
  const compared = newest && newest.id === session.head_id && newest.siblings.count > 1 ? await readCompared(db, mine) : []
  return {
    session,
    messages: messages.map(toMessage),
    head_id: head,
    before: oldest ? oldest.depth - 1 : total,
    total,
    compared: compared.map(toMessage),
    next_cursor: oldest?.parent_id ? writeCursor(oldest.parent_id) : null,
  }
}

type Mine = { actor: Actor; sessionId: string }

/** A message of the conversation, if it is the caller's. */
const own = ({ actor, sessionId }: Mine, id: SQL) =>
  sql`select id from chat_messages where id = (${id}) and session_id = ${sessionId}::uuid and owner_id = ${actor.userId}::uuid`
const headOf = ({ actor, sessionId }: Mine) => sql`select head_id from chat_sessions where id = ${sessionId}::uuid and owner_id = ${actor.userId}::uuid`

const Places = z.array(z.object({ depth: z.number(), end: z.string() }))

/**
 * Where a message stands, and at which branch: the one that ends at `end` or is shown, if it is on that, else the newest through it.
 * @throws CHAT_MESSAGE_NOT_FOUND
 */
async function findPlace(db: Db, mine: Mine, id: string, end: string | undefined): Promise<{ depth: number; end: string }> {
  const shown = end === undefined ? headOf(mine) : sql`${end}::uuid`
  const { rows } = await db.execute(sql`
    with recursive place as (select depth from chat_messages where id = (${own(mine, sql`${id}::uuid`)})),
    ${ancestorAt(own(mine, shown), sql`select depth from place`)}
    select place.depth, coalesce((select (${shown}) from at where at.id = ${id}::uuid), ${newestEnd(sql`${id}::uuid`)}) as end from place`)
  const [place] = Places.parse(rows)
  if (!place) throw appError('CHAT_MESSAGE_NOT_FOUND')
  return place
}

const MessageRow = z.object({
  id: z.string(),
  session_id: z.string(),
  parent_id: z.string().nullable(),
  depth: z.number(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  attachments: FilesOfMessage,
  reasoning: z.string().nullable(),
  reasoning_ms: z.number().nullable(),
  left_out: z.number(),
  shortened: z.number(),
  files_left_out: z.number(),
  status: MessageStatus,
  model: z.string().nullable(),
  asked: z.string().nullable(),
  sources: z.array(Source),
  usage: Usage.nullable(),
  error: ChatFailure.nullable(),
  finish_reason: FinishReason.nullable(),
  created_at: z.string(),
  generation_id: z.string().nullable(),
  siblings: Siblings,
})
type MessageRow = z.infer<typeof MessageRow>

const columns = sql`m.id, m.session_id, m.parent_id, m.depth, m.role, m.content, ${filesOfMessage(sql`m.id`)} as attachments, m.reasoning, m.reasoning_ms, m.left_out, m.shortened, m.files_left_out, m.status, m.model,
  (select g.model from generations g where g.message_id = m.id order by g.created_at desc, g.id desc limit 1) as asked, m.sources, m.usage, m.error, m.finish_reason,
  m.created_at, (select g.id from generations g where g.message_id = m.id and g.status = 'running') as generation_id, (
    select jsonb_build_object('count', count(*), 'index', count(*) filter (where o.position <= m.position),
      'previous_id', (array_agg(o.id order by o.position desc) filter (where o.position < m.position))[1],
      'next_id', (array_agg(o.id order by o.position) filter (where o.position > m.position))[1])
    from chat_messages o where coalesce(o.parent_id, o.session_id) = coalesce(m.parent_id, m.session_id)
  ) as siblings`

const Branch = z.object({ head: z.string().nullable(), total: z.number() })
const PageRows = z.array(z.union([MessageRow.extend(Branch.shape), Branch.extend({ id: z.null() })]))

/** Walks from where the page ends, one step for each of its messages. At least one row, which says where the branch ends. */
async function readPage(
  db: Db,
  mine: Mine,
  { end, older, offset, limit }: { end: string | undefined; older: string | undefined; offset: number | undefined; limit: number },
): Promise<z.infer<typeof PageRows>> {
  const head = own(mine, end === undefined ? headOf(mine) : sql`${end}::uuid`)
  // A page by its place is read from its end like any other, so that the cursor goes on from there.
  const from = offset !== undefined ? sql`select id from at` : older !== undefined ? own(mine, sql`${older}::uuid`) : sql`select id from head`
  const { rows } = await db.execute(sql`
    with recursive head as (select id, depth from chat_messages where id = (${head})),
    ${ancestorAt(sql`select id from head`, offset === undefined ? sql`select depth from head` : sql`select least(${offset + limit}::int, depth) from head`)},
    page as (
      select m.id, m.parent_id, m.depth, 1 as step from chat_messages m where m.id = (${from}) and m.depth > ${offset ?? 0}::int
      union all
      select m.id, m.parent_id, m.depth, p.step + 1 from page p join chat_messages m on m.id = p.parent_id
      where p.step < ${limit}::int and m.depth > ${offset ?? 0}::int
    )
    select head.id as head, coalesce(head.depth, 0) as total, ${columns}
    from (select) as one left join head on true left join page on true left join chat_messages m on m.id = page.id
    order by page.step desc`)
  return PageRows.parse(rows)
}

/** The answers of the question that is compared. */
async function readCompared(db: Db, { actor, sessionId }: Mine): Promise<MessageRow[]> {
  const { rows } = await db.execute(sql`
    select ${columns} from chat_sessions s join chat_messages m on coalesce(m.parent_id, m.session_id) = s.comparing_id
    where s.id = ${sessionId}::uuid and s.owner_id = ${actor.userId}::uuid order by m.position`)
  return z.array(MessageRow).parse(rows)
}

/** The rows of the page carry what is said of its branch as well. */
const toMessage = (row: MessageRow): ChatMessage => ({
  id: row.id,
  session_id: row.session_id,
  parent_id: row.parent_id,
  siblings: row.siblings,
  role: row.role,
  content: row.content,
  attachments: row.attachments,
  reasoning: row.reasoning,
  reasoning_ms: row.reasoning_ms,
  left_out: row.left_out,
  shortened: row.shortened,
  files_left_out: row.files_left_out,
  status: row.status,
  model: row.model,
  asked_model: row.asked !== null && row.model !== null && standsIn(row.asked, row.model) ? row.asked : null,
  sources: row.sources,
  usage: row.usage,
  error: row.error,
  finish_reason: row.finish_reason,
  generation_id: row.generation_id,
  created_at: toTimestamp(row.created_at),
})
