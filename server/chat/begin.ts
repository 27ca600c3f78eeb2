import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Attachment } from '#shared/attachments.ts'
import type { AskQuestion } from '#shared/chat.ts'
import { type ChatSettings, compactSettings } from '#shared/chat-settings.ts'
import type { Actor } from '#shared/permissions.ts'
import { carriedFiles, claimedFiles, FILES_CONSTRAINT, FilesOfSession, filesOfSession } from '../attachments/send.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { prepared } from '../db/prepare.ts'
import { appError } from '../errors.ts'
import { type Idempotency, type Joined, whyNotBegun } from './not-begun.ts'
import { type Earlier, earlierWith, SaidBefore, saidUpTo } from './said-before.ts'
import { readStored } from './settings.ts'
import { titleFor } from './title.ts'
import { violates } from './violates.ts'
import { WAYMARK_EVERY } from './walk.ts'

/** An answer that is to be written. */
export type BegunAnswer = { generationId: string; messageId: string; model: string }

export type Begun = {
  sessionId: string
  questionId: string
  writerId: string
  /** One, or those of a comparison. */
  answers: [BegunAnswer, ...BegunAnswer[]]
  /** What was said before the question on its branch, oldest first. */
  history: Earlier[]
  /** Whether the branch has older messages than these. */
  leftOut: boolean
  /** Of the conversation. */
  settings: ChatSettings
}

const Row = z.object({ history: SaidBefore.nullable(), files: FilesOfSession, settings: z.unknown() })
const Rows = z.array(Row)
const QuestionRows = z.array(Row.extend({ question: z.string() }))

const { placeholder } = sql
const session = sql`${placeholder('session')}::uuid`
const owner = sql`${placeholder('owner')}::uuid`
const question = sql`${placeholder('question')}::uuid`
const parent = sql`${placeholder('parent')}::uuid`
const answers = sql`jsonb_to_recordset(${placeholder('answers')}::jsonb) as a(lane int, message uuid, generation uuid, model text, key text)`

/** What every question changes in its conversation. The head is the answer, the first of those that are compared. */
const changes = (messages: number) => sql`message_count = s.message_count + ${sql.raw(String(messages))} + ${placeholder('count')}::int,
  model = ${placeholder('model')}::text, head_id = ${placeholder('head')}::uuid,
  comparing_id = ${placeholder('comparing')}::uuid, updated_at = now(), unread = false, archived_at = null`
/** Two at the same instant do not see each other here; the index of what is running in each lane lets one of them in. */
const mineAndIdle = sql`s.id = ${session} and s.owner_id = ${owner} and s.deleted_at is null
  and not exists (select 1 from generations g where g.session_id = s.id and g.status = 'running')`

/** A conversation, and of what is new in it: what it follows, that one's depth, and the waymark of what follows that one. */
const place = (parent: string) =>
  sql.raw(
    `coalesce(${parent}.depth, 0) as depth, case when ${parent}.depth % ${WAYMARK_EVERY} = 0 then ${parent}.id else ${parent}.waymark_id end as waymark_id`,
  )
const firstQuestion = sql`insert into chat_sessions (id, owner_id, title, model, message_count, head_id, comparing_id, settings)
  values (${session}, acting(${owner}, ${placeholder('source')}::text), ${placeholder('title')}::text, ${placeholder('model')}::text,
    1 + ${placeholder('count')}::int, ${placeholder('head')}::uuid, ${placeholder('comparing')}::uuid, ${placeholder('settings')}::jsonb)
  returning id, message_count, settings, null::uuid as parent_id, 0 as depth, null::uuid as waymark_id`
/** After the head: read under the lock of its row, so that of two questions the second does not follow what the first has left. */
const nextQuestion = sql`update chat_sessions s set ${changes(1)}
  from (select id, head_id from chat_sessions where id = ${session} and owner_id = ${owner} for update) as before
  left join chat_messages p on p.id = before.head_id
  where s.id = before.id and ${mineAndIdle} returning s.id, s.message_count, s.settings, p.id as parent_id, ${place('p')}`
/** After the answer that is named; without one it is another first question. */
const questionAfter = sql`update chat_sessions s set ${changes(1)}
  from (select ${parent} as id) as named left join chat_messages p on p.id = named.id and p.role = 'assistant'
  where ${mineAndIdle} and (named.id is null or p.session_id = s.id) returning s.id, s.message_count, s.settings, p.id as parent_id, ${place('p')}`
const sameQuestion = sql`update chat_sessions s set ${changes(0)} from chat_messages q
  where ${mineAndIdle} and q.id = ${question} and q.session_id = s.id and q.role = 'user'
  returning s.id, s.message_count, s.settings, q.parent_id, q.depth - 1 as depth, q.waymark_id`

const itsAnswers = sql`select a.message, s.id, ${owner}, s.message_count - ${placeholder('count')}::int + a.lane + 1, ${question}, s.depth + 2,
    case when (s.depth + 1) % ${sql.raw(String(WAYMARK_EVERY))} = 0 then ${question} else s.waymark_id end, 'assistant', '', 'running', a.model
  from session s, ${answers}`
const into = sql`insert into chat_messages (id, session_id, owner_id, position, parent_id, depth, waymark_id, role, content, status, model)`
const questionAndAnswers = sql`${into}
  select ${question}, id, ${owner}, message_count - ${placeholder('count')}::int, parent_id, depth + 1, waymark_id,
    'user', ${placeholder('text')}::text, 'complete', null::text from session
  union all ${itsAnswers}`
const answersAlone = sql`${into} ${itsAnswers}`
const itsGenerations = sql`insert into generations (id, session_id, question_id, message_id, owner_id, writer_id, lane, model, status, idempotency_key, fingerprint)
  select a.generation, s.id, ${question}, a.message, ${owner}, ${placeholder('writer')}::uuid, a.lane, a.model, 'running', a.key, case when a.key is not null then ${placeholder('fingerprint')}::text end
  from session s, ${answers}`
const branch = saidUpTo(sql`select parent_id from session`)
const filesOfBranch = filesOfSession(session)

const nothing = sql`null::jsonb`
const newQuestion = (name: string, change: SQL, history = nothing, files = nothing) =>
  prepared((db) => {
    const part = (alias: string, body: SQL) => db.$with(alias, {}).as(body)
    return db
      .with(
        part('session', change),
        part('messages', questionAndAnswers),
        part('generation', itsGenerations),
        part('claimed', claimedFiles),
        part('carried', carriedFiles),
      )
      .select({ history: history.as('history'), files: files.as('files'), settings: sql`settings`.as('settings') })
      .from(sql`session`)
      .prepare(name)
  })
const beginFirst = newQuestion('begin_first_question', firstQuestion)
const beginNext = newQuestion('begin_next_question', nextQuestion, branch, filesOfBranch)
const beginNextAlone = newQuestion('begin_next_with_context', nextQuestion)
const beginAfter = newQuestion('begin_question_after', questionAfter, branch, filesOfBranch)
const beginAfterAlone = newQuestion('begin_after_with_context', questionAfter)
const beginAgain = prepared((db) => {
  const part = (alias: string, body: SQL) => db.$with(alias, {}).as(body)
  return db
    .with(part('session', sameQuestion), part('messages', answersAlone), part('generation', itsGenerations))
    .select({
      history: branch.as('history'),
      files: filesOfBranch.as('files'),
      settings: sql`settings`.as('settings'),
      question: sql`(select content from chat_messages where id = ${question})`.as('question'),
    })
    .from(sql`session`)
    .prepare('begin_question_again')
})

/** One model, or those that are compared. */
type Models = [string, ...string[]]

/**
 * Stores the question, the answers that are to come and who writes them, and reads what was said before on its branch: one statement, so
 * that the model is asked one round trip after the question came.
 * @param files those that it names
 * @param writer the process that writes the answers
 * @returns `joined` where the same Idempotency-Key came before
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, CHAT_BUSY, ATTACHMENT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED
 */
export async function begin(
  db: Db,
  actor: Actor,
  asked: Pick<AskQuestion, 'message' | 'session_id' | 'parent_id' | 'context' | 'attachment_ids'> & ChatSettings,
  files: Attachment[],
  models: Models,
  writer: string,
  idempotency?: Idempotency,
): Promise<{ begun: Begun } | { joined: Joined }> {
  const first = asked.session_id === undefined
  // A new conversation has no message that could be followed.
  if (first && asked.parent_id) throw appError('CHAT_MESSAGE_NOT_FOUND')
  const after = asked.parent_id !== undefined
  // A caller that sends its own context, or begins a conversation, needs nothing read.
  const alone = asked.context !== undefined
  const run = first ? beginFirst : after ? (alone ? beginAfterAlone : beginAfter) : alone ? beginNextAlone : beginNext
  // Ids are in the order of time: a question's is made before those of its answers.
  const rows = { session: asked.session_id ?? newId(), question: newId(), writer, ...rowsOf(models, idempotency) }
  const values = {
    ...valuesOf(actor, rows, idempotency),
    text: asked.message,
    attachments: [...new Set(asked.attachment_ids)].join(','),
    ...(first
      ? { source: actor.source, title: titleFor(asked.message, files), settings: JSON.stringify(compactSettings(asked)) }
      : after
        ? { parent: asked.parent_id }
        : {}),
  }
  return await beginBy(db, actor, asked, idempotency, async () => {
    const [row] = Rows.parse(await run(db).execute(values))
    return row && begunOf(rows, row)
  })
}

/**
 * The same question once more: new answers beside those that it has.
 * @returns its words and files too
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, CHAT_BUSY, IDEMPOTENCY_KEY_REUSED
 */
export async function beginAnswers(
  db: Db,
  actor: Actor,
  of: { sessionId: string; questionId: string },
  models: Models,
  writer: string,
  idempotency?: Idempotency,
): Promise<{ begun: Begun & { question: string; attachments: Attachment[] } } | { joined: Joined }> {
  const rows = { ...rowsOf(models, idempotency), session: of.sessionId, question: of.questionId, writer }
  return await beginBy(db, actor, { session_id: of.sessionId }, idempotency, async () => {
    const [row] = QuestionRows.parse(await beginAgain(db).execute(valuesOf(actor, rows, idempotency)))
    return row && { ...begunOf(rows, row), question: row.question, attachments: row.files?.[of.questionId] ?? [] }
  })
}

type NewRows = { session: string; question: string; writer: string; answers: Begun['answers']; key: string | null }

function rowsOf([first, ...others]: Models, idempotency: Idempotency | undefined): Pick<NewRows, 'answers' | 'key'> {
  const answer = (model: string): BegunAnswer => ({ generationId: newId(), messageId: newId(), model })
  return { answers: [answer(first), ...others.map(answer)], key: idempotency?.key ?? null }
}

function valuesOf(actor: Actor, rows: NewRows, idempotency: Idempotency | undefined) {
  const [first] = rows.answers
  return {
    session: rows.session,
    owner: actor.userId,
    question: rows.question,
    writer: rows.writer,
    head: first.messageId,
    comparing: rows.answers.length > 1 ? rows.question : null,
    model: first.model,
    count: rows.answers.length,
    // The key stands with the first; what was begun with it is found by their question.
    answers: JSON.stringify(
      rows.answers.map(({ messageId, generationId, model }, lane) => ({
        lane,
        message: messageId,
        generation: generationId,
        model,
        key: lane === 0 ? rows.key : null,
      })),
    ),
    fingerprint: idempotency?.fingerprint ?? null,
  }
}

const begunOf = (rows: NewRows, { history, files, settings }: z.infer<typeof Row>): Begun => ({
  sessionId: rows.session,
  questionId: rows.question,
  writerId: rows.writer,
  answers: rows.answers,
  history: earlierWith(history, files),
  leftOut: history?.more ?? false,
  settings: readStored(settings),
})

/** Runs a statement that begins something. One that changes nothing, or breaks a constraint, has a reason. */
async function beginBy<T>(
  db: Db,
  actor: Actor,
  asked: Pick<AskQuestion, 'session_id' | 'parent_id'>,
  idempotency: Idempotency | undefined,
  run: () => Promise<T | undefined>,
): Promise<{ begun: T } | { joined: Joined }> {
  try {
    const begun = await run()
    if (begun) return { begun }
  } catch (error) {
    if (violates(error, [FILES_CONSTRAINT])) throw appError('ATTACHMENT_NOT_FOUND', { cause: error })
    if (!violates(error, ['generations_running', 'generations_idempotency_key', 'chat_messages_position'])) throw error
  }
  return { joined: await whyNotBegun(db, actor, asked, idempotency) }
}
