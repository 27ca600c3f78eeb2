import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { IMAGE_MAX_PIXELS, IMAGE_MAX_SIDE } from '#shared/attachments.ts'
import { ITEM_FILE_MAX_BYTES, type ItemFile, UNUSED_FILES_MAX, UNUSED_FILES_MAX_BYTES } from '#shared/item-files.ts'
import type { Actor } from '#shared/permissions.ts'
import { cleanName } from '../../attachments/clean-name.ts'
import { sniff } from '../../attachments/sniff.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { inParts, type ReceivedFile } from '../../http/receive-file.ts'
import { toFile } from './queries.ts'
import { itemFileParts, itemFiles } from './tables.ts'

/** Held in memory of an upload at a time, and stored as one row: large enough for all that cameras write before an image's size. */
const PART_BYTES = 1024 * 1024
/** Of what nothing is known. */
const ANY_TYPE = 'application/octet-stream'

/**
 * Stores a file as it comes, piece by piece. What does not come to its end leaves nothing behind.
 * @param expectedBytes as the request says; that much is set aside
 * @throws ITEM_FILES_FULL, PAYLOAD_TOO_LARGE, VALIDATION_FAILED of an empty file, and what `file` throws
 */
export async function receiveItemFile(db: Db, actor: Actor, file: ReceivedFile, expectedBytes: number | undefined): Promise<ItemFile> {
  const id = newId()
  const reserved = Math.max(1, Math.min(ITEM_FILE_MAX_BYTES, expectedBytes ?? ITEM_FILE_MAX_BYTES))
  try {
    await reserve(db, actor, { id, name: cleanName(file.name), size: reserved })
    const found = await storeParts(db, id, file.bytes)
    const [row] = await db.update(itemFiles).set(found).where(eq(itemFiles.id, id)).returning()
    if (!row) throw appError('FILE_NOT_FOUND')
    return toFile(row)
  } catch (error) {
    // What is left where this fails as well is forgotten by the clock.
    await db
      .delete(itemFiles)
      .where(eq(itemFiles.id, id))
      .catch(() => undefined)
    throw error
  } finally {
    await file.bytes.return()
  }
}

const Reserved = z.array(z.object({ fits: z.boolean() }))

/** One upload of an account after the other here, so that none sees a sum from before the others. What an item holds counts for nobody. */
async function reserve(db: Db, actor: Actor, row: { id: string; name: string; size: number }): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`item files ${actor.userId}`}, 0))`)
    const { rows } = await tx.execute(sql`
      select coalesce(sum(size), 0) + ${row.size}::int <= ${UNUSED_FILES_MAX_BYTES}::int and count(*) < ${UNUSED_FILES_MAX}::int as fits
      from item_files f where owner_id = ${actor.userId}::uuid and not exists (select from item_file_uses u where u.file_id = f.id)`)
    if (!Reserved.parse(rows)[0]?.fits) throw appError('ITEM_FILES_FULL')
    await tx.insert(itemFiles).values({ ...row, ownerId: actor.userId })
  })
}

async function storeParts(db: Db, fileId: string, bytes: AsyncIterable<Buffer>): Promise<{ mediaType: string; size: number }> {
  let mediaType = ANY_TYPE
  let position = 0
  let size = 0
  for await (const part of inParts(bytes, PART_BYTES)) {
    if (position === 0) mediaType = typeOf(part)
    size += part.length
    await db.insert(itemFileParts).values({ fileId, position: position++, bytes: part })
  }
  if (size === 0) throw appError('VALIDATION_FAILED', { details: [{ path: 'file', message: { en: 'The file is empty.', 'zh-CN': '文件为空。' } }] })
  return { mediaType, size }
}

/** An image that no browser can draw, or that does not say how large it is, is a file like any other. */
function typeOf(head: Buffer): string {
  const found = sniff(head)
  if (!found) return ANY_TYPE
  if (found.kind !== 'image') return found.mediaType
  const { width, height } = found
  if (width === null || height === null || Math.max(width, height) > IMAGE_MAX_SIDE || width * height > IMAGE_MAX_PIXELS) return ANY_TYPE
  return found.mediaType
}
