import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { UiMessage, UiRequest } from '#shared/chat-ui.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'

const Ids = z.array(z.object({ id: z.string() }))

/** The id as one of ours, if it can be one: clients call their conversations what they like. */
const asId = (id: string): string | undefined => z.uuid().safeParse(id).data

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

/** What the last message of the person says. @throws VALIDATION_FAILED where there is more in it than text */
export function questionIn(messages: UiMessage[]): string {
  const at = messages.findLastIndex(({ role }) => role === 'user')
  const parts = messages[at]?.parts ?? []
  const foreign = parts.findIndex(({ type }) => type !== 'text')
  if (foreign >= 0)
    throw appError('VALIDATION_FAILED', {
      details: [{ path: `messages.${at}.parts.${foreign}`, message: { en: 'Only text can be asked here.', 'zh-CN': '此处只能提交文本。' } }],
    })
  return parts.map((part) => part.text ?? '').join('\n')
}
