import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Attachment } from '#shared/attachments.ts'
import type { AskQuestion } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { carriedFiles, claimedFiles, FILES_CONSTRAINT, FilesOfSession, filesOfSession } from '../attachments/send.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { prepared } from '../db/prepare.ts'
import { appError } from '../errors.ts'
import { titleOf } from './title.ts'
import { violates } from './violates.ts'

/** More of a conversation than any model takes; what fits is decided by prompt.ts. */
const HISTORY_READ_MAX_MESSAGES = 400
const HISTORY_READ_MAX_CHARS = 400_000

/** What was said before, with the files of a question. */
export type Earlier = { role: 'user' | 'assistant'; content: string; attachments: Attachment[] }

export type Begun = {
  generationId: string
  sessionId: string
  questionId: string
  messageId: string
  writerId: string
  model: string
  /** Oldest first; without the question. */
  history: Earlier[]
  /** Whether the conversation has older messages than these. */
  leftOut: boolean
}

/** A generation that a request joins instead of starting one. */
export type Joined = { generationId: string }

export type Idempotency = { key: string; fingerprint: string }

const Row = z.object({
  history: z
    .object({ first: z.number().nullable(), messages: z.array(z.object({ id: z.string(), role: z.enum(['user', 'assistant']), content: z.string() })) })
    .nullable(),
  files: FilesOfSession,
})

const Rows = z.array(Row)

const { placeholder } = sql

const firstQuestion = sql`insert into chat_sessions (id, owner_id, title, model, message_count)
  values (${placeholder('session')}::uuid, acting(${placeholder('owner')}::uuid, ${placeholder('source')}::text), ${placeholder('title')}::text,
    ${placeholder('model')}::text, 2)
  returning id, message_count`
const nextQuestion = sql`update chat_sessions set message_count = message_count + 2, model = ${placeholder('model')}::text, updated_at = now(),
    unread = false, archived_at = null
  where id = ${placeholder('session')}::uuid and owner_id = ${placeholder('owner')}::uuid and deleted_at is null returning id, message_count`
const bothMessages = sql`insert into chat_messages (id, session_id, owner_id, position, role, content, status, model)
  select ${placeholder('question')}::uuid, id, ${placeholder('owner')}::uuid, message_count - 1, 'user', ${placeholder('text')}::text, 'complete', null::text from session
  union all
  select ${placeholder('message')}::uuid, id, ${placeholder('owner')}::uuid, message_count, 'assistant', '', 'running', ${placeholder('model')}::text from session`
const itsGeneration = sql`insert into generations (id, session_id, question_id, message_id, owner_id, writer_id, model, status, idempotency_key, fingerprint)
  select ${placeholder('generation')}::uuid, id, ${placeholder('question')}::uuid, ${placeholder('message')}::uuid, ${placeholder('owner')}::uuid,
    ${placeholder('writer')}::uuid, ${placeholder('model')}::text, 'running', ${placeholder('key')}::text, ${placeholder('fingerprint')}::text from session`
/** The newest whole messages; an answer without a word says nothing to a model. */
const newestMessages = sql`(
  select jsonb_build_object('first', min(position),
    'messages', coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'content', content) order by position), '[]'::jsonb))
  from (
    select id, role, content, position, sum(length(content)) over (order by position desc) as so_far
    from chat_messages where session_id = ${placeholder('session')}::uuid and content <> ''
    order by position desc limit ${sql.raw(String(HISTORY_READ_MAX_MESSAGES))}
  ) as newest
  where so_far <= ${sql.raw(String(HISTORY_READ_MAX_CHARS))}
)`

const statement = (name: string, session: SQL, history: SQL, files: SQL) =>
  prepared((db) => {
    const part = (alias: string, text: SQL) => db.$with(alias, {}).as(text)
    return db
      .with(
        part('session', session),
        part('messages', bothMessages),
        part('generation', itsGeneration),
        part('claimed', claimedFiles),
        part('carried', carriedFiles),
      )
      .select({ history: history.as('history'), files: files.as('files') })
      .from(sql`session`)
      .prepare(name)
  })
const nothing = sql`null::jsonb`
const beginFirst = statement('begin_first_question', firstQuestion, nothing, nothing)
const beginNext = statement('begin_next_question', nextQuestion, newestMessages, filesOfSession(sql`${placeholder('session')}::uuid`))
const beginAlone = statement('begin_question_with_context', nextQuestion, nothing, nothing)

/**
 * Stores the question, the answer that is to come and who writes it, and reads what was said before: one statement, so that the
 * model is asked one round trip after the question came.
 * @param writer the process that writes the answer
 * @returns `joined` where the same Idempotency-Key came before
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_BUSY, ATTACHMENT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED
 */
export async function begin(
  db: Db,
  actor: Actor,
  question: AskQuestion,
  model: string,
  writer: string,
  idempotency?: Idempotency,
): Promise<{ begun: Begun } | { joined: Joined }> {
  const ids = { generationId: newId(), sessionId: question.session_id ?? newId(), questionId: newId(), messageId: newId() }
  // A caller that sends its own context, or begins a conversation, needs nothing read.
  const run = question.session_id === undefined ? beginFirst : question.context ? beginAlone : beginNext
  const values = {
    session: ids.sessionId,
    owner: actor.userId,
    question: ids.questionId,
    message: ids.messageId,
    generation: ids.generationId,
    writer,
    text: question.message,
    attachments: [...new Set(question.attachment_ids)].join(','),
    model,
    key: idempotency?.key ?? null,
    fingerprint: idempotency?.fingerprint ?? null,
  }
  try {
    const [row] = Rows.parse(
      await run(db).execute(question.session_id === undefined ? { ...values, source: actor.source, title: titleOf(question.message) } : values),
    )
    if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
    const history = row.history?.messages.map(({ id, ...message }) => ({ ...message, attachments: row.files?.[id] ?? [] })) ?? []
    return { begun: { ...ids, writerId: writer, model, history, leftOut: (row.history?.first ?? 1) > 1 } }
  } catch (error) {
    if (violates(error, [FILES_CONSTRAINT])) throw appError('ATTACHMENT_NOT_FOUND', { cause: error })
    if (!violates(error, ['generations_running', 'generations_idempotency_key', 'chat_messages_position'])) throw error
    const joined = idempotency ? await findByKey(db, actor, idempotency) : undefined
    if (joined) return { joined }
    throw appError('CHAT_BUSY', { retryAfter: 1 })
  }
}

const Found = z.object({ id: z.string(), fingerprint: z.string() })

async function findByKey(db: Db, actor: Actor, { key, fingerprint }: Idempotency): Promise<Joined | undefined> {
  const { rows } = await db.execute(sql`select id, fingerprint from generations where owner_id = ${actor.userId}::uuid and idempotency_key = ${key}`)
  const [found] = z.array(Found).parse(rows)
  if (found && found.fingerprint !== fingerprint) throw appError('IDEMPOTENCY_KEY_REUSED')
  return found ? { generationId: found.id } : undefined
}
