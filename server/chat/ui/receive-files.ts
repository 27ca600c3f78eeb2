import { ATTACHMENT_MAX_BYTES, ATTACHMENTS_MAX } from '#shared/attachments.ts'
import type { Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import { forgetThese } from '../../attachments/queries.ts'
import { receiveAttachment } from '../../attachments/receive.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { readDataUrl } from './read-data-url.ts'

/** A file of a question, as useChat sends it. */
export type UiFile = { url: string; name: string; path: string }

const wrong = (path: string, message: Record<Language, string>) => appError('VALIDATION_FAILED', { details: [{ path, message }] })

/**
 * Stores the files that come within a question, as if each had been uploaded before, for as long as `use` asks it; what no question carries
 * then is forgotten at once.
 * @param use is given their ids
 * @throws VALIDATION_FAILED, PAYLOAD_TOO_LARGE, ATTACHMENT_TYPE_UNSUPPORTED, ATTACHMENT_QUOTA_EXCEEDED, and what `use` throws
 */
export async function withUiFiles<T>(db: Db, actor: Actor, files: UiFile[], use: (ids: string[]) => Promise<T>): Promise<T> {
  const [tooMany] = files.slice(ATTACHMENTS_MAX)
  if (tooMany) throw wrong(tooMany.path, { en: `A question may carry ${ATTACHMENTS_MAX} files.`, 'zh-CN': `一个问题最多可带 ${ATTACHMENTS_MAX} 个附件。` })
  const contents = files.map(({ url, name, path }) => {
    const bytes = readDataUrl(url)
    if (!bytes) throw wrong(path, { en: 'A file comes as a data: URL.', 'zh-CN': '文件须以 data: URL 提交。' })
    if (bytes.length > ATTACHMENT_MAX_BYTES) throw appError('PAYLOAD_TOO_LARGE')
    return { name, bytes }
  })
  const ids: string[] = []
  try {
    for (const { name, bytes } of contents) ids.push((await receiveAttachment(db, actor, { name, bytes: atOnce(bytes) }, bytes.length)).id)
    return await use(ids)
  } finally {
    if (ids.length > 0) await forgetThese(db, actor, ids)
  }
}

async function* atOnce(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes
}
