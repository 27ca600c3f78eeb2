import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type ChatEvent, ChatFailure, FinishReason, MessageStatus, Source, Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Generations } from './generations.ts'
import { following, type Placed, unfold, unitsOf } from './positions.ts'
import { readRunning } from './running.ts'

/** Up to here an answer comes with its state, in one statement; a longer one is read once for all who read it. */
const SHORT_UNITS = 64 * 1024

export const Runs = z.array(z.tuple([z.enum(['text', 'reasoning', 'source', 'error']), z.number()]))
const Row = z.object({
  session_id: z.string(),
  question_id: z.string(),
  message_id: z.string(),
  model: z.string(),
  status: MessageStatus,
  runs: Runs.nullable(),
  message: z
    .object({
      /** Null where it is long. */
      text: z.object({ content: z.string(), reasoning: z.string().nullable() }).nullable(),
      sources: z.array(Source),
      usage: Usage.nullable(),
      error: ChatFailure.nullable(),
      finish_reason: FinishReason,
      reasoning_ms: z.number().nullable(),
      left_out: z.number(),
      shortened: z.number(),
      files_left_out: z.number(),
      model: z.string(),
    })
    .nullable(),
})
type Row = z.infer<typeof Row>
const Rows = z.array(Row)
const Texts = z.array(z.object({ content: z.string(), reasoning: z.string().nullable() }))
type Text = z.infer<typeof Texts>[number]

/**
 * What an answer said after a position, and what it says from then on, to its end: from the memory of the process that writes it,
 * else from the log that it writes, else from the finished message.
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
    const row = await readRow(db, actor, id)
    if (row.status !== 'running') {
      yield* ending(row.message?.text ?? longText(db, row.message_id), row, id, seen)
      return
    }
    const { told, leave } = generations.follow(id, startEvent(row, id))
    try {
      for await (const placed of readRunning(told, seen, signal)) {
        yield placed
        seen = placed.position
      }
    } finally {
      leave()
    }
  }
}

/** @throws GENERATION_NOT_FOUND where the caller has no such answer */
export async function requireGeneration(db: Db, actor: Actor, generations: Generations, id: string): Promise<void> {
  if (generations.find(actor, id)) return
  const { rows } = await db.execute(sql`select 1 from generations where id = ${id}::uuid and owner_id = ${actor.userId}::uuid`)
  if (rows.length === 0) throw appError('GENERATION_NOT_FOUND')
}

const startEvent = (row: Row, id: string): ChatEvent => ({
  type: 'start',
  generation_id: id,
  session_id: row.session_id,
  question_id: row.question_id,
  message_id: row.message_id,
  model: row.model,
})

type Shared = Text | { text: Promise<Text>; release: () => void }

/** What follows in an answer that is finished. */
async function* ending(from: Shared, row: Row, id: string, after: number): AsyncGenerator<Placed> {
  const { message, runs, status } = row
  if (!message || status === 'running') return
  try {
    const text = 'release' in from ? await from.text : from
    const finish: ChatEvent = {
      type: 'finish',
      status,
      finish_reason: message.finish_reason,
      usage: message.usage,
      reasoning_ms: message.reasoning_ms,
      left_out: message.left_out,
      shortened: message.shortened,
      files_left_out: message.files_left_out,
      model: message.model,
    }
    const events = [startEvent(row, id), ...unfold({ ...message, ...text, runs: runs ?? [] }), finish]
    const end = events.reduce((sum, event) => sum + unitsOf(event), 0)
    // Whoever read more than was stored, because the process that wrote it died, is told how it ended all the same.
    if (after > end || (after === end && status === 'interrupted')) yield { position: after + 1, event: finish }
    else yield* following(events, 0, after)
  } finally {
    if ('release' in from) from.release()
  }
}

/** Long answers that are being read, by database: whoever reads the same one reads the same text. */
const beingRead = new WeakMap<Db, Map<string, { text: Promise<Text>; readers: number }>>()

/** The text of a message that the caller is known to own. */
function longText(db: Db, messageId: string): { text: Promise<Text>; release: () => void } {
  const known = beingRead.get(db) ?? new Map<string, { text: Promise<Text>; readers: number }>()
  beingRead.set(db, known)
  const entry = known.get(messageId) ?? { text: readText(db, messageId), readers: 0 }
  entry.readers++
  known.set(messageId, entry)
  return {
    text: entry.text,
    release() {
      entry.readers--
      if (entry.readers === 0 && known.get(messageId) === entry) known.delete(messageId)
    },
  }
}

async function readText(db: Db, messageId: string): Promise<Text> {
  const { rows } = await db.execute(sql`select content, reasoning from chat_messages where id = ${messageId}::uuid`)
  const [text] = Texts.parse(rows)
  if (!text) throw appError('GENERATION_NOT_FOUND')
  return text
}

/** State and message in one statement, so that they are of one moment. */
async function readRow(db: Db, actor: Actor, id: string): Promise<Row> {
  const { rows } = await db.execute(sql`
    select g.session_id, g.question_id, g.message_id, g.model, g.status, g.runs,
      case when g.status <> 'running' then (
        select jsonb_build_object('text', case when length(m.content) + coalesce(length(m.reasoning), 0) <= ${SHORT_UNITS}::int
            then jsonb_build_object('content', m.content, 'reasoning', m.reasoning) end, 'sources', m.sources, 'usage', m.usage, 'error', m.error,
          -- An answer that was continued ended as it did then; only one that had reached its longest could be continued although it was complete.
          'finish_reason', case g.status when 'complete' then coalesce(m.finish_reason, 'length') when 'failed' then 'error' else g.status end,
          'reasoning_ms', m.reasoning_ms, 'left_out', m.left_out, 'shortened', m.shortened, 'files_left_out', m.files_left_out, 'model', m.model) from chat_messages m where m.id = g.message_id
      ) end as message
    from generations g where g.id = ${id}::uuid and g.owner_id = ${actor.userId}::uuid`)
  const [row] = Rows.parse(rows)
  if (!row) throw appError('GENERATION_NOT_FOUND')
  return row
}
