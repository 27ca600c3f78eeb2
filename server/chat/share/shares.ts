import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { type ChatShare, type CreateShare, SHARES_MAX } from '#shared/chat-share.ts'
import type { Actor } from '#shared/permissions.ts'
import { namesOfFiles } from '../../attachments/send.ts'
import { actAs } from '../../audit/acting.ts'
import { newToken, tokenHash } from '../../auth/tokens.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { findSession } from '../queries.ts'
import { chatShares } from './tables.ts'

const columns = {
  id: chatShares.id,
  session_id: chatShares.sessionId,
  title: chatShares.title,
  message_count: chatShares.messageCount,
  created_at: chatShares.createdAt,
  taken_at: chatShares.takenAt,
  expires_at: chatShares.expiresAt,
}
const toShare = (row: ChatShare): ChatShare => ({
  ...row,
  created_at: toTimestamp(row.created_at),
  taken_at: toTimestamp(row.taken_at),
  expires_at: row.expires_at === null ? null : toTimestamp(row.expires_at),
})

/** That can still be opened. */
const works = and(isNull(chatShares.endedAt), or(isNull(chatShares.expiresAt), sql`${chatShares.expiresAt} > now()`))

/** The links to a conversation that can still be opened, the newest first. @throws CHAT_SESSION_NOT_FOUND */
export async function listShares(db: Db, actor: Actor, sessionId: string): Promise<ChatShare[]> {
  await findSession(db, actor, sessionId)
  const rows = await db
    .select(columns)
    .from(chatShares)
    .where(and(eq(chatShares.sessionId, sessionId), eq(chatShares.ownerId, actor.userId), works))
    .orderBy(sql`${chatShares.id} desc`)
  return rows.map(toShare)
}

/** What a link can show of a conversation: the branch that is shown, as far as it is finished. */
const shown = (sessionId: string) => sql`
  with recursive branch as (
    select m.id, m.parent_id, m.depth from chat_messages m where m.id = (select head_id from chat_sessions where id = ${sessionId}::uuid)
    union all
    select m.id, m.parent_id, m.depth from branch b join chat_messages m on m.id = b.parent_id
  )
  select b.depth, m.role, m.content, ${namesOfFiles(sql`m.id`)} as files, m.model, m.created_at from branch b join chat_messages m on m.id = b.id where (m.content <> '' or m.role = 'user') and m.status <> 'running'`

/** Has a link show that from now on. */
async function takeCopy(tx: Db, shareId: string, sessionId: string): Promise<void> {
  await tx.execute(sql`delete from chat_share_messages where share_id = ${shareId}::uuid`)
  await tx.execute(sql`
    with copied as (
      insert into chat_share_messages (share_id, position, role, content, files, model, created_at)
      select ${shareId}::uuid, row_number() over (order by depth), role, content, coalesce(files, '[]'::jsonb), model, created_at from (${shown(sessionId)}) as shown
      returning 1
    )
    update chat_shares set message_count = (select count(*) from copied), taken_at = now(),
      title = (select title from chat_sessions where id = ${sessionId}::uuid)
    where id = ${shareId}::uuid`)
}

/** @returns the token, which is nowhere else @throws CHAT_SESSION_NOT_FOUND, CHAT_SHARES_FULL */
export async function createShare(
  db: Db,
  actor: Actor,
  sessionId: string,
  { expires_in_days: days }: CreateShare,
): Promise<{ share: ChatShare; token: string }> {
  const token = newToken()
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const { title } = await findSession(tx, actor, sessionId)
    if ((await listShares(tx, actor, sessionId)).length >= SHARES_MAX) throw appError('CHAT_SHARES_FULL')
    const id = newId()
    await tx.insert(chatShares).values({
      id,
      sessionId,
      ownerId: actor.userId,
      hash: tokenHash(token),
      title,
      messageCount: sql`(select count(*) from (${shown(sessionId)}) as shown)`,
      expiresAt: days === null ? null : sql`now() + make_interval(days => ${days}::int)`,
    })
    await takeCopy(tx, id, sessionId)
    return { share: await findShare(tx, actor, id), token }
  })
}

/** One of the caller's that can still be opened. @throws CHAT_SHARE_NOT_FOUND */
async function findShare(db: Db, actor: Actor, id: string): Promise<ChatShare> {
  const [row] = await db
    .select(columns)
    .from(chatShares)
    .where(and(eq(chatShares.id, id), eq(chatShares.ownerId, actor.userId), works))
  if (!row) throw appError('CHAT_SHARE_NOT_FOUND')
  return toShare(row)
}

/** Has a link show the conversation as it is now. @throws CHAT_SHARE_NOT_FOUND, CHAT_SESSION_NOT_FOUND */
export async function updateShare(db: Db, actor: Actor, id: string): Promise<ChatShare> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const share = await findShare(tx, actor, id)
    await findSession(tx, actor, share.session_id)
    await takeCopy(tx, id, share.session_id)
    return await findShare(tx, actor, id)
  })
}

/** It shows nothing to anybody from now on, and its copy is gone. @throws CHAT_SHARE_NOT_FOUND */
export async function revokeShare(db: Db, actor: Actor, id: string): Promise<ChatShare> {
  return await db.transaction(async (tx) => {
    await actAs(tx, actor)
    const share = await findShare(tx, actor, id)
    await tx.update(chatShares).set({ endedAt: sql`now()` }).where(eq(chatShares.id, id))
    await tx.execute(sql`delete from chat_share_messages where share_id = ${id}::uuid`)
    return share
  })
}
