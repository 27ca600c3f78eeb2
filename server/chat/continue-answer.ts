import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Attachment } from '#shared/attachments.ts'
import type { ContinueAnswer } from '#shared/branches.ts'
import { Source, Usage } from '#shared/chat.ts'
import type { ChatSettings } from '#shared/chat-settings.ts'
import type { Actor } from '#shared/permissions.ts'
import { FilesOfSession, filesOfSession } from '../attachments/send.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import type { Call } from '../usage/ledger.ts'
import { type ChatDeps, idempotencyOf } from './ask.ts'
import type { Started } from './generations.ts'
import { goOn } from './go-on.ts'
import { findByKey, type Idempotency, type Joined } from './not-begun.ts'
import { openCall } from './open-call.ts'
import { settle } from './parameters.ts'
import { following, merge, type Placed, type Runs as RunsOf, unfold, unitsOf } from './positions.ts'
import { Runs } from './read-log.ts'
import { reply } from './reply.ts'
import { type Earlier, earlierWith, SaidBefore, saidUpTo } from './said-before.ts'
import { readStored } from './settings.ts'
import { violates } from './violates.ts'

/**
 * Lets the model go on with an answer that was stopped, cut, or as long as was allowed. It stays the same message: what it has is the
 * beginning of what is read, and the model is sent it as words of its own.
 * @returns the id of the generation
 * @throws CHAT_MESSAGE_NOT_FOUND, CHAT_NOTHING_TO_CONTINUE, CHAT_BUSY, IDEMPOTENCY_KEY_REUSED
 */
export async function continueAnswer(deps: ChatDeps, request: FastifyRequest, id: string, wishes: ContinueAnswer, key: string | undefined): Promise<string> {
  const { db, provider, catalogue, generations, onModelError } = deps
  const { actor, language } = request
  generations.refuseWhenClosing()
  const asked = performance.now()
  const started = await beginContinuing(
    db,
    actor,
    id,
    (model) => catalogue.choose(provider && model ? model : undefined),
    generations.writerId(),
    idempotencyOf(request, key),
    // What was said is sent again, the beginning of the answer with it.
    (tx, model, sessionId) => openCall(deps, actor, model, { sessionId, maxTokens: wishes.max_tokens, tokens: 0 }, tx),
  )
  if ('joined' in started) return started.joined.answers[0].generationId
  const { begun } = started
  const { text, space, usage, history, model } = begun
  const turn = {
    question: { ...wishes, message: begun.question },
    attachments: begun.attachments,
    settings: settle(begun.settings, wishes),
    sessionId: begun.sessionId,
    model,
    known: catalogue.find(model),
    modalities: catalogue.modalitiesOf(model),
    earlier: { messages: history, leftOut: begun.leftOut },
    answered: text,
    language,
    call: begun.call,
  }
  begun.call?.place(begun)
  generations.run(actor, begun, asked, (signal) => goOn({ text, space, usage }, reply(db, actor, provider, turn, signal, onModelError)))
  return begun.generationId
}

type Continued = Started & {
  kept: Placed[]
  question: string
  attachments: Attachment[]
  history: Earlier[]
  leftOut: boolean
  text: string
  /** What the text ended with that nobody sees; not every model takes it. */
  space: string
  usage: Usage | null
  /** Of the conversation. */
  settings: ChatSettings
  call: Call | null
}

/** Enters the call, in the transaction that stores the answer: one that is refused changes nothing. */
type Pay = (tx: Db, model: string, sessionId: string) => Promise<Call | null>

async function beginContinuing(
  db: Db,
  actor: Actor,
  id: string,
  choose: (model: string | null) => string,
  writerId: string,
  idempotency: Idempotency | undefined,
  pay: Pay,
): Promise<{ begun: Continued } | { joined: Joined }> {
  const before = idempotency && (await findByKey(db, actor, idempotency))
  if (before) return { joined: before }
  try {
    return { begun: await db.transaction((tx) => store(tx, actor, id, choose, writerId, idempotency, pay)) }
  } catch (error) {
    // The same request may have come twice at once.
    const joined = idempotency && (await findByKey(db, actor, idempotency))
    if (joined) return { joined }
    throw violates(error, ['generations_running']) ? appError('CHAT_BUSY', { retryAfter: 1 }) : error
  }
}

const Sessions = z.array(z.object({ running: z.boolean(), settings: z.unknown() }))
const Rows = z.array(
  z.object({
    session_id: z.string(),
    question_id: z.string(),
    question: z.string(),
    content: z.string(),
    reasoning: z.string().nullable(),
    sources: z.array(Source),
    usage: Usage.nullable(),
    model: z.string().nullable(),
    ended_early: z.boolean(),
    followed: z.boolean(),
    runs: Runs.nullable(),
    history: SaidBefore.nullable(),
    files: FilesOfSession,
  }),
)

/** Under the lock of the conversation, as every question. */
async function store(
  tx: Db,
  actor: Actor,
  id: string,
  choose: (model: string | null) => string,
  writerId: string,
  idempotency: Idempotency | undefined,
  pay: Pay,
): Promise<Continued> {
  const [session] = Sessions.parse(
    (
      await tx.execute(sql`
        select exists (select 1 from generations g where g.session_id = s.id and g.status = 'running') as running, s.settings from chat_messages m join chat_sessions s on s.id = m.session_id
        where m.id = ${id}::uuid and m.owner_id = ${actor.userId}::uuid and m.role = 'assistant' and s.deleted_at is null for no key update of s`)
    ).rows,
  )
  if (!session) throw appError('CHAT_MESSAGE_NOT_FOUND')
  if (session.running) throw appError('CHAT_BUSY', { retryAfter: 1 })
  const [row] = Rows.parse(
    (
      await tx.execute(sql`
        select m.session_id, q.id as question_id, q.content as question, m.content, m.reasoning, m.sources, m.usage, m.model,
          m.status in ('stopped', 'interrupted', 'failed') or m.finish_reason = 'length' as ended_early,
          exists (select 1 from chat_messages n where coalesce(n.parent_id, n.session_id) = m.id) as followed,
          (select g.runs from generations g where g.message_id = m.id order by g.id desc limit 1) as runs,
          ${saidUpTo(sql`q.parent_id`)} as history, ${filesOfSession(sql`m.session_id`)} as files
        from chat_messages m join chat_messages q on q.id = m.parent_id where m.id = ${id}::uuid`)
    ).rows,
  )
  const text = row?.content.trimEnd() ?? ''
  if (!row || !row.ended_early || row.followed || text === '') throw appError('CHAT_NOTHING_TO_CONTINUE')
  const begun = { generationId: newId(), messageId: id, sessionId: row.session_id, questionId: row.question_id, writerId, model: choose(row.model) }
  const kept = saidBefore({ ...row, content: text })
  await tx.execute(sql`
    with message as (
      update chat_messages set content = ${text}, status = 'running', error = null, finish_reason = null where id = ${id}::uuid
    ),
    session as (
      update chat_sessions set head_id = ${id}::uuid, comparing_id = null, model = ${begun.model}, updated_at = now(), unread = false, archived_at = null where id = ${begun.sessionId}::uuid
    ),
    generation as (
      insert into generations (id, session_id, question_id, message_id, owner_id, writer_id, model, status, idempotency_key, fingerprint)
      values (${begun.generationId}::uuid, ${begun.sessionId}::uuid, ${begun.questionId}::uuid, ${id}::uuid, ${actor.userId}::uuid, ${begun.writerId}::uuid, ${begun.model}, 'running',
        ${idempotency?.key ?? null}::text, ${idempotency?.fingerprint ?? null}::text)
    )
    insert into generation_events (generation_id, position, events)
    values (${begun.generationId}::uuid, ${kept.at(-1)?.position ?? 1}::int, ${JSON.stringify(kept.map(({ event }) => event))}::jsonb)`)
  // Last: what fails before it has set nothing aside.
  const call = await pay(tx, begun.model, begun.sessionId)
  return {
    ...begun,
    call,
    kept,
    question: row.question,
    attachments: row.files?.[row.question_id] ?? [],
    history: earlierWith(row.history, row.files),
    leftOut: row.history?.more ?? false,
    text,
    space: row.content.slice(text.length),
    usage: row.usage,
    settings: readStored(session.settings),
  }
}

/** What an answer said, as the events with which it goes on; what went wrong is over. */
function saidBefore(said: { content: string; reasoning: string | null; sources: Source[]; runs: RunsOf | null }): Placed[] {
  // One that nobody wrote here, as an imported one, has no runs.
  const runs: RunsOf = said.runs ?? [
    ['reasoning', said.reasoning?.length ?? 0],
    ['source', said.sources.length],
    ['text', said.content.length],
  ]
  const events = [...unfold({ ...said, error: null, runs })].filter((event) => unitsOf(event) > 0)
  return [...following(merge(events), 1, 1)]
}
