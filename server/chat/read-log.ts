import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatEvent, ChatFailure, FinishReason, MessageStatus, Source, Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Generations } from './generations.ts'
import { following, type Placed, startOf, unfold, unitsOf } from './positions.ts'
import { readRunning } from './running.ts'

/** How often an answer that another process writes is looked for; a reader does not notice it. */
const POLL_MS = 300

const Runs = z.array(z.tuple([z.enum(['text', 'reasoning', 'source', 'error']), z.number()]))
const Row = z.object({
  session_id: z.string(),
  question_id: z.string(),
  message_id: z.string(),
  model: z.string(),
  status: MessageStatus,
  runs: Runs.nullable(),
  rows: z.array(z.object({ position: z.number(), events: z.array(ChatEvent) })),
  message: z
    .object({
      content: z.string(),
      reasoning: z.string().nullable(),
      sources: z.array(Source),
      usage: Usage.nullable(),
      error: ChatFailure.nullable(),
      finish_reason: FinishReason,
      model: z.string(),
    })
    .nullable(),
})
type Row = z.infer<typeof Row>
const Rows = z.array(Row)

/**
 * What an answer said after a position, and what it says from then on, to its end: from the memory of the process that writes it,
 * else from the log, else from the finished message.
 * @throws GENERATION_NOT_FOUND
 */
export async function* readLog(db: Db, actor: Actor, generations: Generations, id: string, after: number, signal: AbortSignal): AsyncGenerator<Placed> {
  let seen = after
  const running = generations.find(actor, id)
  if (running)
    for await (const placed of readRunning(running, seen, signal)) {
      yield placed
      seen = placed.position
      if (placed.event.type === 'finish') return
    }
  while (!signal.aborted) {
    const row = await readRow(db, actor, id, seen)
    for (const placed of eventsOf(row, id, seen)) {
      yield placed
      seen = placed.position
    }
    if (row.status !== 'running') return
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** @throws GENERATION_NOT_FOUND where the caller has no such answer */
export async function requireGeneration(db: Db, actor: Actor, generations: Generations, id: string): Promise<void> {
  if (!generations.find(actor, id)) await readRow(db, actor, id, Number.MAX_SAFE_INTEGER)
}

function* eventsOf(row: Row, id: string, after: number): Generator<Placed> {
  const start: ChatEvent = {
    type: 'start',
    generation_id: id,
    session_id: row.session_id,
    question_id: row.question_id,
    message_id: row.message_id,
    model: row.model,
  }
  if (row.status === 'running' || !row.message) {
    if (after < 1) yield { position: 1, event: start }
    let seen = Math.max(after, 1)
    for (const logged of row.rows)
      for (const placed of following(logged.events, startOf(logged), seen)) {
        yield placed
        seen = placed.position
      }
    return
  }
  const { message } = row
  const finish: ChatEvent = { type: 'finish', status: row.status, finish_reason: message.finish_reason, usage: message.usage, model: message.model }
  const events = [start, ...unfold({ ...message, runs: row.runs ?? [] }), finish]
  const end = events.reduce((sum, event) => sum + unitsOf(event), 0)
  // Whoever read more than was stored, because the process that wrote it died, is told how it ended all the same.
  if (after > end) yield { position: after + 1, event: finish }
  else yield* following(events, 0, after)
}

/** State, log and message in one statement, so that they are of one moment. */
async function readRow(db: Db, actor: Actor, id: string, after: number): Promise<Row> {
  const { rows } = await db.execute(sql`
    select g.session_id, g.question_id, g.message_id, g.model, g.status, g.runs,
      case when g.status = 'running' then (
        select coalesce(jsonb_agg(jsonb_build_object('position', e.position, 'events', e.events) order by e.position), '[]'::jsonb)
        from generation_events e where e.generation_id = g.id and e.position > ${Math.min(after, 2_147_483_647)}::int
      ) else '[]'::jsonb end as rows,
      case when g.status <> 'running' then (
        select jsonb_build_object('content', m.content, 'reasoning', m.reasoning, 'sources', m.sources, 'usage', m.usage, 'error', m.error,
          'finish_reason', m.finish_reason, 'model', m.model) from chat_messages m where m.id = g.message_id
      ) end as message
    from generations g where g.id = ${id}::uuid and g.owner_id = ${actor.userId}::uuid`)
  const [row] = Rows.parse(rows)
  if (!row) throw appError('GENERATION_NOT_FOUND')
  return row
}
