import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatSettings, compactSettings } from '#shared/chat-settings.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'

const Rows = z.array(z.object({ settings: z.unknown() }))

/** What is stored, as far as this version knows it. */
export const readStored = (stored: unknown): ChatSettings => ChatSettings.safeParse(stored).data ?? {}

/** @throws CHAT_SESSION_NOT_FOUND */
export async function findSettings(db: Db, actor: Actor, sessionId: string): Promise<ChatSettings> {
  const { rows } = await db.execute(
    sql`select settings from chat_sessions where id = ${sessionId}::uuid and owner_id = ${actor.userId}::uuid and deleted_at is null`,
  )
  const [row] = Rows.parse(rows)
  if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
  return readStored(row.settings)
}

/** Takes the place of what was set before; holds from the next question on. @throws CHAT_SESSION_NOT_FOUND */
export async function setSettings(db: Db, actor: Actor, sessionId: string, settings: ChatSettings): Promise<ChatSettings> {
  const { rows } = await db.execute(sql`
    update chat_sessions set settings = ${JSON.stringify(compactSettings(settings))}::jsonb
    where id = ${sessionId}::uuid and owner_id = acting(${actor.userId}::uuid, ${actor.source}::text) and deleted_at is null returning settings`)
  const [row] = Rows.parse(rows)
  if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
  return readStored(row.settings)
}
