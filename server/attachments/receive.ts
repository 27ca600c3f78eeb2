import { sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  ATTACHED_TEXT_MAX_BYTES,
  ATTACHMENT_MAX_BYTES,
  ATTACHMENT_QUOTA_BYTES,
  type Attachment,
  IMAGE_MAX_PIXELS,
  IMAGE_MAX_SIDE,
  UNSENT_MAX,
} from '#shared/attachments.ts'
import type { Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import type { ReceivedFile } from '../http/receive-file.ts'
import { cleanName } from './clean-name.ts'
import { attachmentColumns, toAttachment } from './queries.ts'
import { readText } from './read-text.ts'
import { type Sniffed, sniff } from './sniff.ts'
import { chatAttachmentParts, chatAttachments } from './tables.ts'

/** Held in memory of an upload at a time, and stored as one row: large enough for all that cameras write before an image's size, and for a whole text. */
const PART_BYTES = ATTACHED_TEXT_MAX_BYTES

const problem = (message: Record<Language, string>) => appError('VALIDATION_FAILED', { details: [{ path: 'file', message }] })

/**
 * Stores a file as it comes, piece by piece. What does not come to its end, or is not of a kind that can be attached, leaves nothing behind.
 * @param expectedBytes as the request says; that much of the quota is set aside
 * @throws ATTACHMENT_QUOTA_EXCEEDED, ATTACHMENT_TYPE_UNSUPPORTED, PAYLOAD_TOO_LARGE, VALIDATION_FAILED, and what `file` throws
 */
export async function receiveAttachment(db: Db, actor: Actor, file: ReceivedFile, expectedBytes: number | undefined): Promise<Attachment> {
  const id = newId()
  const reserved = Math.max(1, Math.min(ATTACHMENT_MAX_BYTES, expectedBytes ?? ATTACHMENT_MAX_BYTES))
  try {
    await reserve(db, actor, { id, name: cleanName(file.name), size: reserved })
    const { size, ...found } = await storeParts(db, id, file.bytes)
    const [row] = await db
      .update(chatAttachments)
      .set({ ...found, size })
      .where(sql`${chatAttachments.id} = ${id}::uuid`)
      .returning(attachmentColumns)
    // Its owner, or the clock, has taken it away meanwhile.
    if (!row) throw appError('ATTACHMENT_NOT_FOUND')
    return toAttachment(row)
  } catch (error) {
    // What is left where this fails as well is forgotten by the clock.
    await db
      .delete(chatAttachments)
      .where(sql`${chatAttachments.id} = ${id}::uuid`)
      .catch(() => undefined)
    throw error
  } finally {
    await file.bytes.return()
  }
}

const Reserved = z.array(z.object({ fits: z.boolean() }))

/** One upload of an account after the other here, so that none sees a sum from before the others. */
async function reserve(db: Db, actor: Actor, row: { id: string; name: string; size: number }): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${actor.userId}`}, 0))`)
    const { rows } = await tx.execute(sql`
      select coalesce(sum(size), 0) + ${row.size}::int <= ${ATTACHMENT_QUOTA_BYTES}::int and count(*) filter (where session_id is null) < ${UNSENT_MAX}::int as fits
      from chat_attachments where owner_id = ${actor.userId}::uuid`)
    if (!Reserved.parse(rows)[0]?.fits) throw appError('ATTACHMENT_QUOTA_EXCEEDED')
    await tx.insert(chatAttachments).values({ ...row, ownerId: actor.userId })
  })
}

/** @returns what it is, and how long it was */
async function storeParts(db: Db, attachmentId: string, bytes: AsyncIterable<Buffer>): Promise<Sniffed & { size: number }> {
  let found: Sniffed | undefined
  let position = 0
  let size = 0
  const store = async (part: Buffer) => {
    found ??= inspect(part)
    size += part.length
    await db.insert(chatAttachmentParts).values({ attachmentId, position: position++, bytes: part })
  }
  let pending: Buffer[] = []
  let waiting = 0
  for await (const piece of bytes) {
    pending.push(piece)
    waiting += piece.length
    if (waiting <= PART_BYTES) continue
    const whole = Buffer.concat(pending)
    if (position === 0 && !sniff(whole)) throw readText(whole.subarray(0, whole.lastIndexOf(10))) === undefined ? unsupported() : tooLong()
    await store(whole.subarray(0, PART_BYTES))
    pending = [Buffer.from(whole.subarray(PART_BYTES))]
    waiting = pending[0]?.length ?? 0
  }
  const rest = Buffer.concat(pending)
  if (position === 0 && !sniff(rest)) {
    const text = Buffer.from(asText(rest))
    if (text.length > ATTACHED_TEXT_MAX_BYTES) throw tooLong()
    found = { kind: 'text', mediaType: 'text/plain', width: null, height: null }
    await store(text)
  } else if (rest.length > 0) await store(rest)
  if (!found) throw unsupported()
  return { ...found, size }
}

const unsupported = () => appError('ATTACHMENT_TYPE_UNSUPPORTED')
const tooLong = () =>
  appError('PAYLOAD_TOO_LARGE', { details: [{ path: 'file', message: { en: 'A text may be 1 MB long.', 'zh-CN': '文本文件不能超过 1 MB。' } }] })

function asText(bytes: Buffer): string {
  if (bytes.length === 0) throw problem({ en: 'The file is empty.', 'zh-CN': '文件为空。' })
  const text = readText(bytes)
  if (text === undefined) throw unsupported()
  if (text.trim() === '') throw problem({ en: 'The file is empty.', 'zh-CN': '文件为空。' })
  return text
}

/** An image must say how large it is, and not be larger than what browsers and models can open. */
function inspect(head: Buffer): Sniffed | undefined {
  const found = sniff(head)
  if (found?.kind !== 'image') return found
  const { width, height } = found
  if (width === null || height === null) throw problem({ en: 'The image is damaged.', 'zh-CN': '图片已损坏。' })
  if (Math.max(width, height) > IMAGE_MAX_SIDE || width * height > IMAGE_MAX_PIXELS)
    throw problem({
      en: `The image is too large: ${width} × ${height} pixels. ${IMAGE_MAX_SIDE} a side and ${IMAGE_MAX_PIXELS / 1e6} million in all can be taken.`,
      'zh-CN': `图片过大：${width} × ${height} 像素。单边最多 ${IMAGE_MAX_SIDE}，总计最多 ${IMAGE_MAX_PIXELS / 1e4} 万像素。`,
    })
  return found
}
