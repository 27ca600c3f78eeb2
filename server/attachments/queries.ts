import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { ATTACHED_MAX_BYTES, ATTACHMENT_QUOTA_BYTES, Attachment, type Attachments, UNSENT_DAYS } from '#shared/attachments.ts'
import type { Actor } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { chatAttachmentParts, chatAttachments } from './tables.ts'

export const attachmentColumns = {
  id: chatAttachments.id,
  name: chatAttachments.name,
  kind: chatAttachments.kind,
  media_type: chatAttachments.mediaType,
  size: chatAttachments.size,
  width: chatAttachments.width,
  height: chatAttachments.height,
  created_at: chatAttachments.createdAt,
}
type Row = { [name in keyof typeof attachmentColumns]: (typeof attachmentColumns)[name]['_']['data'] | null } & { created_at: string }

export const toAttachment = (row: Row): Attachment => Attachment.parse({ ...row, created_at: toTimestamp(row.created_at) })

const own = (actor: Actor) => eq(chatAttachments.ownerId, actor.userId)
const whole = isNotNull(chatAttachments.kind)

/** @throws ATTACHMENT_NOT_FOUND, also for one that is still on its way */
export async function findAttachment(db: Db, actor: Actor, id: string): Promise<Attachment> {
  const [row] = await db
    .select(attachmentColumns)
    .from(chatAttachments)
    .where(and(eq(chatAttachments.id, id), own(actor), whole))
  if (!row) throw appError('ATTACHMENT_NOT_FOUND')
  return toAttachment(row)
}

const Used = z.array(z.object({ used: z.coerce.number() }))

/** What of the caller's waits for its question, and how much of the quota is taken. */
export async function listUnsent(db: Db, actor: Actor): Promise<Attachments> {
  const [rows, { rows: sums }] = await Promise.all([
    db
      .select(attachmentColumns)
      .from(chatAttachments)
      .where(and(own(actor), whole, isNull(chatAttachments.sessionId)))
      .orderBy(desc(chatAttachments.createdAt), desc(chatAttachments.id)),
    db.execute(sql`select coalesce(sum(size), 0) as used from chat_attachments where owner_id = ${actor.userId}::uuid`),
  ])
  return { unsent: rows.map(toAttachment), used_bytes: Used.parse(sums)[0]?.used ?? 0, quota_bytes: ATTACHMENT_QUOTA_BYTES }
}

/** Takes back what no question carries yet. @throws ATTACHMENT_NOT_FOUND, ATTACHMENT_SENT */
export async function deleteAttachment(db: Db, actor: Actor, id: string): Promise<Attachment> {
  const mine = and(eq(chatAttachments.id, id), own(actor), whole)
  const [row] = await db
    .delete(chatAttachments)
    .where(and(mine, isNull(chatAttachments.sessionId)))
    .returning(attachmentColumns)
  if (row) return toAttachment(row)
  await findAttachment(db, actor, id)
  throw appError('ATTACHMENT_SENT')
}

/** Takes back those of them that no question carries. */
export async function forgetThese(db: Db, actor: Actor, ids: string[]): Promise<void> {
  await db.delete(chatAttachments).where(and(inArray(chatAttachments.id, ids), own(actor), isNull(chatAttachments.sessionId)))
}

/** The content, piece by piece; the attachment has been found by its owner before. */
export async function* readContent(db: Db, id: string): AsyncGenerator<Uint8Array, void> {
  for (let position = 0; ; position++) {
    const [part] = await db
      .select({ bytes: chatAttachmentParts.bytes })
      .from(chatAttachmentParts)
      .where(and(eq(chatAttachmentParts.attachmentId, id), eq(chatAttachmentParts.position, position)))
    if (!part) return
    yield part.bytes
  }
}

/**
 * What a question is to carry, in the order in which it names them.
 * @throws ATTACHMENT_NOT_FOUND for any that is not the caller's; VALIDATION_FAILED where they are too many bytes together
 */
export async function findForQuestion(db: Db, actor: Actor, ids: string[]): Promise<Attachment[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select(attachmentColumns)
    .from(chatAttachments)
    .where(and(sql`${chatAttachments.id} = any(string_to_array(${ids.join(',')}, ',')::uuid[])`, own(actor), whole))
  const found = new Map(rows.map((row) => [row.id, toAttachment(row)]))
  const attachments = [...new Set(ids)].map((id) => {
    const attachment = found.get(id)
    if (!attachment) throw appError('ATTACHMENT_NOT_FOUND')
    return attachment
  })
  if (attachments.reduce((sum, { size }) => sum + size, 0) > ATTACHED_MAX_BYTES)
    throw appError('VALIDATION_FAILED', {
      details: [{ path: 'attachment_ids', message: { en: 'The files of one question may be 15 MB together.', 'zh-CN': '一个问题的附件合计不能超过 15 MB。' } }],
    })
  return attachments
}

/** Longer than any upload may take. */
const UPLOAD_HOURS = 1

/** Removes what was never sent, and what never came to its end. @returns how many */
export async function forgetUnsent(db: Db): Promise<number> {
  const gone = await db
    .delete(chatAttachments)
    .where(
      and(
        isNull(chatAttachments.sessionId),
        sql`${chatAttachments.createdAt} < now() - case when ${chatAttachments.kind} is null then make_interval(hours => ${UPLOAD_HOURS}) else make_interval(days => ${UNSENT_DAYS}) end`,
      ),
    )
    .returning({ id: chatAttachments.id })
  return gone.length
}
