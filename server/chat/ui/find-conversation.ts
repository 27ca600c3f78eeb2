import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { UiMessage, UiRequest } from '#shared/chat-ui.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import type { UiFile } from './receive-files.ts'

const Ids = z.array(z.object({ id: z.string() }))

/** The id as one of ours, if it can be one: clients call their conversations and questions what they like. */
const asId = (id: string | undefined): string | undefined => z.uuid().safeParse(id).data

/**
 * The conversation that a request goes on with: the one that its last answer was of, else the one that it is called by.
 * @returns undefined for a new one; also where the id is somebody else's, of whom nothing is to be learned
 */
export async function findConversation(db: Db, actor: Actor, { id, messages }: UiRequest): Promise<string | undefined> {
  const said = messages.findLast(({ metadata }) => metadata?.session_id !== undefined)?.metadata?.session_id
  const called = asId(id)
  if (said !== undefined || called === undefined) return said
  const { rows } = await db.execute(sql`select id from chat_sessions where id = ${called}::uuid and owner_id = ${actor.userId}::uuid and deleted_at is null`)
  return Ids.parse(rows)[0]?.id
}

/** The answer that is being written to a conversation of the caller, the newest where there are several. */
export async function findRunning(db: Db, actor: Actor, sessionId: string): Promise<string | undefined> {
  const id = asId(sessionId)
  if (id === undefined) return undefined
  const { rows } = await db.execute(
    sql`select id from generations where session_id = ${id}::uuid and owner_id = ${actor.userId}::uuid and status = 'running' order by created_at desc, id desc limit 1`,
  )
  return Ids.parse(rows)[0]?.id
}

/** The answer before the question that is asked, as far as the client has one of ours. */
export function answerBefore(messages: UiMessage[]): string | undefined {
  const asked = messages.findLastIndex(({ role }) => role === 'user')
  return asId(messages.slice(0, Math.max(0, asked)).findLast(({ role }) => role === 'assistant')?.id)
}

/**
 * What is to be answered once more: the message that useChat names, where it is ours; else the newest question of these words after the
 * answer before it, or at the beginning of its conversation.
 * @returns the id of the question or of one of its answers; undefined where the caller has none of the kind
 */
export async function findAgain(
  db: Db,
  actor: Actor,
  { messageId, messages }: UiRequest,
  text: string,
  sessionId: string | undefined,
): Promise<string | undefined> {
  const named = asId(messageId)
  const after = answerBefore(messages) ?? sessionId
  const { rows } = await db.execute(sql`
    (select id, 0 as place from chat_messages where id = ${named ?? null}::uuid and owner_id = ${actor.userId}::uuid)
    union all
    (select id, 1 as place from chat_messages where coalesce(parent_id, session_id) = ${after ?? null}::uuid and owner_id = ${actor.userId}::uuid and role = 'user'
      and content = ${text} order by position desc limit 1)
    order by place limit 1`)
  return Ids.parse(rows)[0]?.id
}

/** What the last message of the person says. @throws VALIDATION_FAILED where there is more in it than text and files */
export function questionIn(messages: UiMessage[]): { text: string; files: UiFile[] } {
  const at = messages.findLastIndex(({ role }) => role === 'user')
  const texts: string[] = []
  const files: UiFile[] = []
  for (const [place, { type, text, url, filename }] of (messages[at]?.parts ?? []).entries()) {
    const path = `messages.${at}.parts.${place}`
    if (type === 'text') texts.push(text ?? '')
    else if (type === 'file') files.push({ url: url ?? '', name: filename ?? '', path })
    else
      throw appError('VALIDATION_FAILED', {
        details: [{ path, message: { en: 'Only text and files can be asked here.', 'zh-CN': '此处只能提交文本和文件。' } }],
      })
  }
  return { text: texts.join('\n'), files }
}
