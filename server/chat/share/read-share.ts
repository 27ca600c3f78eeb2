import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type SharedConversation, SharedFiles } from '#shared/chat-share.ts'
import { tokenHash } from '../../auth/tokens.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { readCursor, writeCursor } from '../cursor.ts'

/** Messages of a page of a shared conversation. */
const AT_ONCE = 100

const Share = z.object({ id: z.string(), title: z.string(), taken_at: z.string(), message_count: z.number() })
const Message = z.object({
  position: z.number(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  files: SharedFiles,
  model: z.string().nullable(),
  created_at: z.string(),
})
const Cursor = z.int().positive()

/**
 * What a link shows, to whoever has it. One that was taken back, has expired or never was, or whose conversation or owner is gone: all
 * the same to who asks.
 * @throws CHAT_SHARE_NOT_FOUND, INVALID_PARAMETER
 */
export async function readShare(db: Db, token: string, cursor: string | undefined): Promise<SharedConversation> {
  const after = cursor === undefined ? 0 : readCursor(cursor, Cursor)
  const found = await db.execute(sql`
    select h.id, h.title, h.taken_at::text as taken_at, h.message_count from chat_shares h
    join chat_sessions s on s.id = h.session_id and s.deleted_at is null join users u on u.id = h.owner_id and u.status = 'active'
    where h.hash = ${tokenHash(token)} and h.ended_at is null and (h.expires_at is null or h.expires_at > now())`)
  const [share] = z.array(Share).parse(found.rows)
  if (!share) throw appError('CHAT_SHARE_NOT_FOUND')
  const { rows } = await db.execute(sql`
    select position, role, content, files, model, created_at::text as created_at from chat_share_messages
    where share_id = ${share.id}::uuid and position > ${after}::int order by position limit ${AT_ONCE + 1}::int`)
  const messages = z.array(Message).parse(rows)
  const shown = messages.slice(0, AT_ONCE)
  const last = messages.length > AT_ONCE ? shown.at(-1) : undefined
  return {
    title: share.title,
    taken_at: toTimestamp(share.taken_at),
    message_count: share.message_count,
    messages: shown.map(({ role, content, files, model, created_at }) => ({ role, content, files, model, created_at: toTimestamp(created_at) })),
    next_cursor: last ? writeCursor(last.position) : null,
  }
}
