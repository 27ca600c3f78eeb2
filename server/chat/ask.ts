import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Attachment, takesKind } from '#shared/attachments.ts'
import type { Answer, AskQuestion } from '#shared/chat.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { errorCatalog } from '#shared/errors.ts'
import type { Provider } from '../ai/provider.ts'
import { findForQuestion } from '../attachments/queries.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Catalogue } from '../models/catalogue.ts'
import type { Call, Ledger } from '../usage/ledger.ts'
import { type Begun, begin } from './begin.ts'
import type { Generations } from './generations.ts'
import type { Titles } from './make-title.ts'
import type { Idempotency } from './not-begun.ts'
import { beginPaid, wantedBy } from './open-call.ts'
import { settle } from './parameters.ts'
import { fold, type Placed } from './positions.ts'
import { refuseTooLong } from './prompt.ts'
import { readLog } from './read-log.ts'
import { reply, type Turn } from './reply.ts'

export type ChatDeps = {
  db: Db
  /** null where none is configured: the built-in assistant answers. */
  provider: Provider | null
  catalogue: Catalogue
  ledger: Ledger
  generations: Generations
  titles: Titles
  onModelError: (error: unknown) => void
}

/**
 * Starts the answer to a question, or joins the one that the same Idempotency-Key started.
 * @param key the Idempotency-Key
 * @returns its id; the answer is written whether anybody reads it or not
 */
export async function ask(deps: ChatDeps, request: FastifyRequest, question: AskQuestion, key: string | undefined): Promise<string> {
  deps.generations.refuseWhenClosing()
  const model = deps.catalogue.choose(question.model)
  const asked = performance.now()
  refuseNothing(question)
  const attachments = await findForQuestion(deps.db, request.actor, question.attachment_ids ?? [])
  refuseUntaken(attachments, deps.catalogue.modalitiesOf(model))
  refuseTooLong(question.message, attachments, deps.catalogue.find(model)?.contextLength ?? null)
  const once = idempotencyOf(request, key)
  const started = await beginPaid(deps, request, [model], wantedBy(question, attachments), once, () =>
    begin(deps.db, request.actor, question, attachments, [model], deps.generations.writerId(), once),
  )
  if ('joined' in started) return started.joined.answers[0].generationId
  produce(deps, request, { question, attachments }, started, asked)
  return started.begun.answers[0].generationId
}

/** Lets each answer that was begun be written. @param asked when the question came, as performance.now() counts */
export function produce(
  { db, provider, catalogue, generations, titles, onModelError }: ChatDeps,
  request: FastifyRequest,
  { question, attachments }: Pick<Turn, 'question' | 'attachments'>,
  { begun, calls }: { begun: Begun; calls: (Call | null)[] },
  asked: number,
) {
  const { actor, language } = request
  const earlier = question.context ? { messages: question.context, leftOut: false } : { messages: begun.history, leftOut: begun.leftOut }
  const settings = settle(begun.settings, question)
  for (const [at, answer] of begun.answers.entries()) {
    const { model } = answer
    const call = calls[at] ?? null
    call?.place({ ...begun, ...answer })
    const turn = {
      question,
      attachments,
      settings,
      sessionId: begun.sessionId,
      model,
      known: catalogue.find(model),
      modalities: catalogue.modalitiesOf(model),
      earlier,
      language,
      call,
    }
    const running = generations.run(actor, { ...begun, ...answer }, asked, (signal) => reply(db, actor, provider, turn, signal, onModelError))
    if (at === 0 && begun.history.length === 0) titles.after(actor, { sessionId: begun.sessionId, messageId: answer.messageId, written: running.done })
  }
}

/** A question is words, or files, or both. @throws VALIDATION_FAILED */
export function refuseNothing({ message, attachment_ids = [] }: Pick<AskQuestion, 'message' | 'attachment_ids'>): void {
  if (message.trim() !== '' || attachment_ids.length > 0) return
  const words = { en: 'A question needs a visible character, or a file.', 'zh-CN': '问题不能为空白，除非附有文件。' }
  throw appError('VALIDATION_FAILED', { details: [{ path: 'message', message: words }] })
}

/** Before anything is stored or paid for. @throws MODEL_ATTACHMENT_UNSUPPORTED */
export function refuseUntaken(attachments: Attachment[], modalities: string[] | null): void {
  const untaken = attachments.filter(({ kind }) => !takesKind(modalities, kind))
  if (untaken.length === 0) return
  throw appError('MODEL_ATTACHMENT_UNSUPPORTED', { details: [{ path: 'attachment_ids', message: untaken.map(({ name }) => name).join(', ') }] })
}

export function idempotencyOf(request: FastifyRequest, key: string | undefined): Idempotency | undefined {
  return key === undefined ? undefined : { key, fingerprint: hash('sha256', `${request.method} ${request.url}\n${JSON.stringify(request.body)}`, 'base64url') }
}

/**
 * The whole answer, once there is one.
 * @param signal fires when nobody waits any more; the answer is written all the same
 * @throws the failure's own error, with its own status
 */
export async function awaitAnswer(deps: ChatDeps, request: FastifyRequest, generationId: string, signal: AbortSignal): Promise<Answer> {
  const read: Placed[] = []
  const enough = AbortSignal.any([signal, deps.generations.closing])
  for await (const placed of readLog(deps.db, request.actor, deps.generations, generationId, 0, enough)) read.push(placed)
  const [first] = read
  const { content, sources, error, finish } = fold(read.map(({ event }) => event))
  if (first?.event.type !== 'start' || !finish || finish.status === 'interrupted') throw appError('SHUTTING_DOWN', { retryAfter: 1 })
  if (error) throw appError(isErrorCode(error.code) ? error.code : 'INTERNAL', error.retry_after === null ? {} : { retryAfter: error.retry_after })
  const { session_id, message_id, model } = first.event
  return { message: content, session_id, message_id, model: finish.model ?? model, finish_reason: finish.reason, usage: finish.usage, sources }
}

const isErrorCode = (code: string): code is ErrorCode => code in errorCatalog
