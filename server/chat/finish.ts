import { sql } from 'drizzle-orm'
import type { FinishReason, MessageStatus, Usage } from '#shared/chat.ts'
import type { Db } from '../db/engine.ts'
import type { Said } from './positions.ts'

export type Finish = { status: Exclude<MessageStatus, 'running'>; reason: FinishReason; usage: Usage | null; model?: string | undefined }

/**
 * Puts the finished message in place of the log: the row, the state and the end of the log in one statement.
 * @returns false where the answer is not the caller's to finish any more
 */
export async function finishGeneration(db: Db, of: { id: string; fence: number }, said: Said, finish: Finish): Promise<boolean> {
  const json = (value: unknown) => sql`${value === null ? null : JSON.stringify(value)}::jsonb`
  const { rows } = await db.execute(sql`
    with ended as (
      update generations set status = ${finish.status}, ended_at = now(), runs = ${json(said.runs)}, fence = fence + 1
      where id = ${of.id}::uuid and fence = ${of.fence}::int and status = 'running'
      returning id, message_id, session_id
    ),
    message as (
      update chat_messages m set content = ${said.content}, reasoning = ${said.reasoning}, status = ${finish.status},
        sources = ${json(said.sources)}, usage = ${json(finish.usage)}, error = ${json(said.error)}, finish_reason = ${finish.reason},
        model = coalesce(${finish.model ?? null}, m.model)
      from ended where m.id = ended.message_id
    ),
    session as (update chat_sessions s set updated_at = greatest(now(), s.updated_at) from ended where s.id = ended.session_id),
    log as (delete from generation_events e using ended where e.generation_id = ended.id)
    select id from ended`)
  return rows.length > 0
}
