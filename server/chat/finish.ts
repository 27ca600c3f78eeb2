import { type SQL, sql } from 'drizzle-orm'
import type { FinishReason, MessageStatus, Usage } from '#shared/chat.ts'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import type { Said } from './positions.ts'
import { tell } from './signals.ts'

export type Finish = {
  status: Exclude<MessageStatus, 'running'>
  reason: FinishReason
  usage: Usage | null
  reasoningMs?: number | null
  leftOut?: number
  shortened?: number
  filesLeftOut?: number
  model?: string | undefined
}

const { placeholder } = sql

/**
 * First, as whoever asks does: two who want the same rows in another order would wait for each other. And changed at once, not locked and then changed:
 * where others wait for a row in between, PostgreSQL lets its holder wait behind them. Of no index: it takes the place of the row as it stands.
 */
const session = sql`update chat_sessions s set unread = unread or ${placeholder('status')}::text <> 'stopped' from generations g
  where g.id = ${placeholder('id')}::uuid and g.writer_id = ${placeholder('writer')}::uuid and g.status = 'running' and s.id = g.session_id returning s.id`
const ended = sql`update generations g set status = ${placeholder('status')}::text, ended_at = now(), runs = ${placeholder('runs')}::jsonb
  from session where g.id = ${placeholder('id')}::uuid and g.writer_id = ${placeholder('writer')}::uuid and g.status = 'running'
  returning g.id, g.message_id, g.session_id`
const message = sql`update chat_messages m set content = ${placeholder('content')}::text, reasoning = ${placeholder('reasoning')}::text,
    reasoning_ms = coalesce(m.reasoning_ms, ${placeholder('reasoningMs')}::int), left_out = ${placeholder('leftOut')}::int, shortened = ${placeholder('shortened')}::int,
    files_left_out = ${placeholder('filesLeftOut')}::int,
    status = ${placeholder('status')}::text, sources = ${placeholder('sources')}::jsonb, usage = coalesce(${placeholder('usage')}::jsonb, m.usage),
    error = ${placeholder('error')}::jsonb, finish_reason = ${placeholder('reason')}::text, model = coalesce(${placeholder('model')}::text, m.model), indexed = false
  from ended where m.id = ended.message_id`
const log = sql`delete from generation_events e using ended where e.generation_id = ended.id`

const finish = prepared((db) => {
  const part = (alias: string, text: SQL) => db.$with(alias, {}).as(text)
  return db
    .with(part('session', session), part('ended', ended), part('message', message), part('log', log))
    .select({ id: sql<string>`id`.as('id'), told: sql`case when ${placeholder('told')}::boolean then ${tell('said', sql`id`)} end`.as('told') })
    .from(sql`ended`)
    .prepare('finish_generation')
})

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

/**
 * Puts the finished message in place of the log: the row, the state and the end of the log in one statement.
 * @param readElsewhere whether other processes are told
 * @returns false where the answer is not the caller's to finish any more
 */
export async function finishGeneration(db: Db, of: { id: string; writerId: string }, said: Said, how: Finish, readElsewhere: boolean): Promise<boolean> {
  const rows = await finish(db).execute({
    id: of.id,
    writer: of.writerId,
    told: readElsewhere,
    status: how.status,
    reason: how.reason,
    model: how.model ?? null,
    content: said.content,
    reasoning: said.reasoning,
    reasoningMs: how.reasoningMs ?? null,
    leftOut: how.leftOut ?? 0,
    shortened: how.shortened ?? 0,
    filesLeftOut: how.filesLeftOut ?? 0,
    runs: json(said.runs),
    sources: json(said.sources),
    usage: json(how.usage),
    error: json(said.error),
  })
  return rows.length > 0
}
