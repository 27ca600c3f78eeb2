import { AnswerEnvelope, AskQuestion, ChatHistoryEnvelope, EstimateEnvelope, GenerationParams, HistoryQuery, StopEnvelope, StreamQuery } from '#shared/chat.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { UsageFiguresEnvelope } from '#shared/usage.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader } from '../http/idempotency.ts'
import { listFavourites } from '../models/favourites.ts'
import { usageOfSession } from '../usage/queries.ts'
import { ask, awaitAnswer, type ChatDeps } from './ask.ts'
import { estimate } from './estimate.ts'
import { findSession } from './queries.ts'
import { readHistory } from './read-history.ts'
import { requireGeneration } from './read-log.ts'
import { recentModels } from './recent-models.ts'
import { sendAnswer } from './send-answer.ts'
import { stop } from './stop.ts'
import { EventStream, LastEventId } from './stream-schema.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const asking = { ...config, limit: 'chat' } as const
const bodyErrors = [
  'VALIDATION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'CHAT_SESSION_NOT_FOUND',
  'CHAT_MESSAGE_NOT_FOUND',
  'CHAT_BUSY',
  'BUDGET_EXHAUSTED',
  'MODEL_INPUT_TOO_LONG',
] as const satisfies ErrorCode[]
const modelErrors = [
  'MODEL_CREDITS_EXHAUSTED',
  'MODEL_RATE_LIMITED',
  'MODEL_AUTHENTICATION_FAILED',
  'MODEL_UNAVAILABLE',
  'MODEL_TIMEOUT',
] as const satisfies ErrorCode[]

export function chatRoutes(app: App, deps: ChatDeps): void {
  const { db } = deps

  app.post(
    '/api/v1/chat/message',
    {
      config: asking,
      schema: {
        operationId: 'askQuestion',
        tags,
        summary: 'Ask, and wait for the whole answer',
        description:
          'A failure of the model is an error with its own status, never a success. The answer is written to its end, and kept, also when the caller leaves.',
        headers: IdempotencyHeader,
        body: AskQuestion,
        response: { 200: AnswerEnvelope, ...errorResponses(...bodyErrors, ...modelErrors) },
      },
    },
    async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return ok(request, await awaitAnswer(deps, request, await ask(deps, request, request.body, request.headers['idempotency-key']), gone.signal))
    },
  )

  app.post(
    '/api/v1/chat/stream',
    {
      config: asking,
      schema: {
        operationId: 'streamAnswer',
        tags,
        summary: 'Ask, and read the answer as it is written',
        description:
          'Server-Sent Events: `data` is a ChatEvent, `id` its position. The first event is `start`, the last `finish`; a failure of the model is an `error` event before it. Leaving ends nothing: read on with GET, or end the answer with stop.',
        headers: IdempotencyHeader,
        body: AskQuestion,
        response: { 200: EventStream, ...errorResponses(...bodyErrors) },
      },
    },
    async (request, reply) => sendAnswer(deps, request, reply, await ask(deps, request, request.body, request.headers['idempotency-key'])),
  )

  app.post(
    '/api/v1/chat/estimate',
    {
      config,
      schema: {
        operationId: 'estimateQuestion',
        tags,
        summary: 'What a question would send and cost',
        description: 'Nothing is stored, and no model is asked. The words may be missing.',
        body: AskQuestion,
        response: {
          200: EstimateEnvelope,
          ...errorResponses(
            'VALIDATION_FAILED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
            'CHAT_SESSION_NOT_FOUND',
            'CHAT_MESSAGE_NOT_FOUND',
            'ATTACHMENT_NOT_FOUND',
          ),
        },
      },
    },
    async (request) => ok(request, await estimate(deps, request.actor, request.body, request.language)),
  )

  app.get(
    '/api/v1/chat/stream',
    {
      config,
      schema: {
        operationId: 'resumeAnswer',
        tags,
        summary: 'Read an answer from a position on',
        description: 'Works while the answer is being written and after, on every replica. `after` or `Last-Event-ID` is the last position seen.',
        querystring: StreamQuery,
        headers: LastEventId,
        response: { 200: EventStream, ...errorResponses('GENERATION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { generation_id, after } = request.query
      await requireGeneration(db, request.actor, deps.generations, generation_id)
      const from = Math.max(after ?? 0, Number(request.headers['last-event-id'] ?? 0))
      return sendAnswer(deps, request, reply, generation_id, from)
    },
  )

  app.post(
    '/api/v1/chat/generations/:id/stop',
    {
      config,
      schema: {
        operationId: 'stopAnswer',
        tags,
        summary: 'End an answer and keep its text',
        description: 'The call to the model is closed within a second, on whichever replica it runs. Stopping what has ended changes nothing.',
        params: GenerationParams,
        response: { 200: StopEnvelope, ...errorResponses('GENERATION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { generation_id: request.params.id, stopped: await stop(db, request.actor, deps.generations, request.params.id) }),
  )

  app.get(
    '/api/v1/chat/history',
    {
      config,
      schema: {
        operationId: 'getHistory',
        tags,
        summary: 'The messages of a conversation, one branch of it',
        description: 'The newest page; older ones by cursor, and any other by its place (`offset`) or by a message in it (`around`).',
        querystring: HistoryQuery,
        response: { 200: ChatHistoryEnvelope, ...errorResponses('CHAT_SESSION_NOT_FOUND', 'CHAT_MESSAGE_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await readHistory(db, request.actor, request.query)),
  )

  app.get(
    '/api/v1/chat/sessions/:id/usage',
    {
      config,
      schema: {
        operationId: 'getSessionUsage',
        tags,
        summary: 'What a conversation has cost',
        params: GenerationParams,
        response: { 200: UsageFiguresEnvelope, ...errorResponses('CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => {
      await findSession(db, request.actor, request.params.id)
      return ok(request, await usageOfSession(db, request.actor, request.params.id))
    },
  )

  app.get(
    '/api/v1/chat/models',
    {
      config,
      schema: {
        operationId: 'listModels',
        tags,
        summary: 'Which models can be asked',
        description: 'Never waits for the provider, but for a second when no list was ever fetched.',
        response: { 200: ChatModelsEnvelope, ...errorResponses() },
      },
    },
    async (request) => {
      const [list, favourites, recent] = await Promise.all([
        deps.catalogue.list(),
        listFavourites(deps.db, request.actor),
        recentModels(deps.db, request.actor),
      ])
      return ok(request, { ...list, favourites, recent })
    },
  )
}
