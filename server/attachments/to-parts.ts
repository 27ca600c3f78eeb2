import { sql } from 'drizzle-orm'
import { ATTACHED_MAX_BYTES, type Attachment, estimateAttachmentTokens, takesKind } from '#shared/attachments.ts'
import type { ModelMessage, ModelPart } from '../ai/provider.ts'
import type { Db } from '../db/engine.ts'
import { chatAttachmentParts } from './tables.ts'

/** What is to be said, before its files are read: its speaker's own. */
export type MessageWithFiles = { role: ModelMessage['role']; content: string; attachments?: Attachment[] | undefined }

/** Of the model's window, for the files of earlier questions: the rest is for what was said. */
export const EARLIER_FILES_SHARE = 0.25
/** Where the window is not known: four photos. */
const EARLIER_FILES_TOKENS = 8000

/**
 * Files as parts of their messages: those of the last question whatever they cost, of the earlier ones the newest, as many as fit. Of the
 * others, and of those that the model cannot take, it is told that they are not there.
 * @param modalities what the model takes, where it is known
 * @param contextTokens the model's window, where it is known
 */
export async function withFiles(
  db: Db,
  messages: MessageWithFiles[],
  modalities: string[] | null,
  contextTokens: number | null,
): Promise<{ messages: ModelMessage[]; parsePdf: boolean; leftOut: number }> {
  if (messages.every(({ attachments = [] }) => attachments.length === 0))
    return { messages: messages.map(({ role, content }) => ({ role, content })), parsePdf: false, leftOut: 0 }
  const sent = chooseFiles(messages, modalities, contextTokens)
  const contents = await readContents(db, [...sent.keys()])
  const parsed = messages.map(({ role, content, attachments = [] }): ModelMessage => {
    if (attachments.length === 0) return { role, content }
    const parts = attachments.map((attachment): ModelPart => {
      const bytes = contents.get(attachment.id)
      return bytes ? asPart(attachment, bytes) : { type: 'text', text: `[The file ${JSON.stringify(attachment.name)} was attached here and is left out.]` }
    })
    // Not every provider takes a text without a word.
    return { role, content: content.trim() === '' ? parts : [{ type: 'text', text: content }, ...parts] }
  })
  const parsePdf = modalities !== null && !modalities.includes('file') && sent.values().some(({ kind }) => kind === 'pdf')
  return { messages: parsed, parsePdf, leftOut: countLeftOut(messages, sent) }
}

/** How many files of what was said before the last question are not sent. */
export const countLeftOut = (messages: MessageWithFiles[], sent: Map<string, Attachment>): number =>
  messages.slice(0, -1).flatMap(({ attachments = [] }) => attachments.filter(({ id }) => !sent.has(id))).length

/** Which files are sent, by their ids. */
export function chooseFiles(messages: MessageWithFiles[], modalities: string[] | null, contextTokens: number | null): Map<string, Attachment> {
  let tokens = contextTokens === null ? EARLIER_FILES_TOKENS : contextTokens * EARLIER_FILES_SHARE
  const chosen = new Map<string, Attachment>()
  let room = ATTACHED_MAX_BYTES
  const asked = messages.findLast(({ role }) => role === 'user')
  for (const message of messages.toReversed())
    for (const attachment of message.attachments ?? []) {
      if (!takesKind(modalities, attachment.kind) || chosen.has(attachment.id)) continue
      room -= attachment.size
      if (message !== asked) tokens -= estimateAttachmentTokens(attachment)
      // Whatever is older is left out as well, so that the model sees no gaps.
      if (room < 0 || tokens < 0) return chosen
      chosen.set(attachment.id, attachment)
    }
  return chosen
}

async function readContents(db: Db, ids: string[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer[]>()
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: chatAttachmentParts.attachmentId, bytes: chatAttachmentParts.bytes })
    .from(chatAttachmentParts)
    .where(sql`${chatAttachmentParts.attachmentId} = any(string_to_array(${ids.join(',')}, ',')::uuid[])`)
    .orderBy(chatAttachmentParts.attachmentId, chatAttachmentParts.position)
  for (const { id, bytes } of rows) contents.set(id, [...(contents.get(id) ?? []), Buffer.from(bytes)])
  return new Map(Array.from(contents, ([id, parts]) => [id, Buffer.concat(parts)]))
}

/** The id ends a text, so that nothing in it can: whoever wrote it did not know it. The same bytes each time, for the provider's cache. */
function asPart({ id, name, kind, media_type }: Attachment, bytes: Buffer): ModelPart {
  if (kind === 'text')
    return { type: 'text', text: `The file ${JSON.stringify(name)}, up to the line "end of ${id}":\n${bytes.toString('utf8')}\nend of ${id}` }
  const url = `data:${media_type};base64,${bytes.toString('base64')}`
  return kind === 'image' ? { type: 'image_url', image_url: { url } } : { type: 'file', file: { filename: name, file_data: url } }
}
