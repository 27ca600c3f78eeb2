import { and, eq } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import type { CompareModels, Comparison, RegenerateAnswer } from '#shared/branches.ts'
import type { Actor } from '#shared/permissions.ts'
import { findForQuestion } from '../attachments/queries.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { type ChatDeps, idempotencyOf, produce, refuseNothing, refuseUntaken } from './ask.ts'
import { begin, beginAnswers } from './begin.ts'
import { beginPaid, wantedBy } from './open-call.ts'
import { refuseTooLong } from './prompt.ts'
import { chatMessages } from './tables.ts'

/**
 * Another answer to the same question, beside those that it has.
 * @param id of the question, or of one of its answers
 * @returns the id of the generation
 */
export async function regenerate(deps: ChatDeps, request: FastifyRequest, id: string, wishes: RegenerateAnswer, key: string | undefined): Promise<string> {
  deps.generations.refuseWhenClosing()
  const model = deps.catalogue.choose(wishes.model)
  const asked = performance.now()
  const of = await findQuestion(deps.db, request.actor, id)
  const once = idempotencyOf(request, key)
  // The question was sent before, and is counted with what was said.
  const wanted = { sessionId: of.sessionId, maxTokens: wishes.max_tokens, tokens: 0 }
  const started = await beginPaid(deps, request, [model], wanted, once, () =>
    beginAnswers(deps.db, request.actor, of, [model], deps.generations.writerId(), once),
  )
  if ('joined' in started) return started.joined.answers[0].generationId
  const { question: message, attachments } = started.begun
  produce(deps, request, { question: { ...wishes, message }, attachments }, started, asked)
  return started.begun.answers[0].generationId
}

/** One question to several models: each answer is a generation of its own, and all are written at the same time. */
export async function compare(deps: ChatDeps, request: FastifyRequest, { models, ...question }: CompareModels, key: string | undefined): Promise<Comparison> {
  deps.generations.refuseWhenClosing()
  const [first, ...others] = models.map((model) => deps.catalogue.choose(model))
  if (first === undefined) throw appError('VALIDATION_FAILED')
  const asked = performance.now()
  refuseNothing(question)
  const attachments = await findForQuestion(deps.db, request.actor, question.attachment_ids ?? [])
  for (const model of [first, ...others]) {
    refuseUntaken(attachments, deps.catalogue.modalitiesOf(model))
    refuseTooLong(question.message, attachments, deps.catalogue.find(model)?.contextLength ?? null)
  }
  const once = idempotencyOf(request, key)
  const started = await beginPaid(deps, request, [first, ...others], wantedBy(question, attachments), once, () =>
    begin(deps.db, request.actor, question, attachments, [first, ...others], deps.generations.writerId(), once),
  )
  if ('begun' in started) produce(deps, request, { question, attachments }, started, asked)
  const { sessionId, questionId, answers } = 'begun' in started ? started.begun : started.joined
  return {
    session_id: sessionId,
    question_id: questionId,
    answers: answers.map(({ messageId, generationId, model }) => ({ message_id: messageId, generation_id: generationId, model })),
  }
}

/** @throws CHAT_MESSAGE_NOT_FOUND */
async function findQuestion(db: Db, actor: Actor, id: string): Promise<{ sessionId: string; questionId: string }> {
  const [message] = await db
    .select({ sessionId: chatMessages.sessionId, role: chatMessages.role, parentId: chatMessages.parentId })
    .from(chatMessages)
    .where(and(eq(chatMessages.id, id), eq(chatMessages.ownerId, actor.userId)))
  const questionId = message?.role === 'user' ? id : message?.parentId
  if (!message || !questionId) throw appError('CHAT_MESSAGE_NOT_FOUND')
  return { sessionId: message.sessionId, questionId }
}
