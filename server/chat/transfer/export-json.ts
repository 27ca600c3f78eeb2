import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatFailure, FinishReason, Source, Usage } from '#shared/chat.ts'
import { CONVERSATION_FORMAT, type ConversationFile, type ConversationFileMessage } from '#shared/chat-transfer.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { readStored } from '../settings.ts'

/** Messages in memory at a time; a long answer may have 100 000 characters. */
const MESSAGES_AT_ONCE = 100

const Session = z.object({
  id: z.string(),
  title: z.string(),
  model: z.string().nullable(),
  archived: z.boolean(),
  pinned: z.boolean(),
  folder: z.string().nullable(),
  settings: z.unknown(),
  created_at: z.string(),
  updated_at: z.string(),
  head: z.number().nullable(),
})
const Message = z.object({
  position: z.number(),
  parent: z.number().nullable(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  reasoning: z.string().nullable(),
  status: z.enum(['running', 'complete', 'stopped', 'interrupted', 'failed']),
  model: z.string().nullable(),
  sources: z.array(Source),
  usage: Usage.nullable(),
  error: ChatFailure.nullable(),
  finish_reason: FinishReason.nullable(),
  created_at: z.string(),
})

/** Messages are named by their positions; none is missing between two of them. */
async function findSession(db: Db, actor: Actor, id: string): Promise<Omit<ConversationFile, 'messages'> | null> {
  const { rows } = await db.execute(sql`
    select s.id, s.title, s.model, s.archived_at is not null as archived, s.pinned_at is not null as pinned, f.name as folder, s.settings,
      s.created_at::text as created_at, s.updated_at::text as updated_at, h.position as head
    from chat_sessions s left join chat_folders f on f.id = s.folder_id left join chat_messages h on h.id = s.head_id
    where s.id = ${id}::uuid and s.owner_id = ${actor.userId}::uuid and s.deleted_at is null`)
  const [row] = z.array(Session).parse(rows)
  if (!row) return null
  const { id: _id, settings, created_at, updated_at, head, ...rest } = row
  return {
    format: CONVERSATION_FORMAT,
    version: 1,
    ...rest,
    settings: readStored(settings),
    created_at: toTimestamp(created_at),
    updated_at: toTimestamp(updated_at),
    head,
  }
}

async function* messagesOf(db: Db, id: string): AsyncGenerator<ConversationFileMessage> {
  for (let after = 0; ; ) {
    const { rows } = await db.execute(sql`
      select m.position, p.position as parent, m.role, m.content, m.reasoning, m.status, m.model, m.sources, m.usage, m.error,
        m.finish_reason, m.created_at::text as created_at
      from chat_messages m left join chat_messages p on p.id = m.parent_id
      where m.session_id = ${id}::uuid and m.position > ${after}::int order by m.position limit ${MESSAGES_AT_ONCE}::int`)
    const found = z.array(Message).parse(rows)
    for (const { position, parent, status, created_at, ...rest } of found) {
      after = position
      yield {
        id: position,
        parent_id: parent,
        ...rest,
        // Whoever reads the file will not see how it ended.
        status: status === 'running' ? 'interrupted' : status,
        created_at: toTimestamp(created_at),
      }
    }
    if (found.length < MESSAGES_AT_ONCE) return
  }
}

/** A conversation as docs/chat-export.md describes it, piece by piece; nothing where it is not there (any more). */
export async function* writeConversation(db: Db, actor: Actor, id: string): AsyncGenerator<string> {
  const session = await findSession(db, actor, id)
  if (!session) return
  yield `${JSON.stringify(session).slice(0, -1)},"messages":[`
  let first = true
  for await (const message of messagesOf(db, id)) {
    yield `${first ? '' : ','}${JSON.stringify(message)}`
    first = false
  }
  yield ']}'
}

const Ids = z.array(z.object({ id: z.string() }))
/** Ids in memory at a time. */
const SESSIONS_AT_ONCE = 200

async function* idsOf(db: Db, actor: Actor): AsyncGenerator<string> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await db.execute(sql`
      select id from chat_sessions where owner_id = ${actor.userId}::uuid and id > ${after}::uuid and deleted_at is null order by id limit ${SESSIONS_AT_ONCE}::int`)
    const ids = Ids.parse(rows)
    for (const { id } of ids) yield id
    const last = ids.at(-1)
    if (!last || ids.length < SESSIONS_AT_ONCE) return
    after = last.id
  }
}

/** All conversations of the caller but deleted ones, in the order in which they were begun. */
export async function* writeAll(db: Db, actor: Actor, format: 'json' | 'jsonl'): AsyncGenerator<string> {
  if (format === 'json') yield '['
  let first = true
  for await (const id of idsOf(db, actor)) {
    let begun = false
    for await (const piece of writeConversation(db, actor, id)) {
      if (!begun && !first && format === 'json') yield ','
      begun = true
      yield piece
    }
    if (begun) first = false
    if (begun && format === 'jsonl') yield '\n'
  }
  if (format === 'json') yield ']'
}
