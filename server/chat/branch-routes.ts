import { CompareModels, ComparisonEnvelope, ComparisonStreamQuery, ContinueAnswer, MessageParams, RegenerateAnswer, ShowBranch } from '#shared/branches.ts'
import { ChatSessionEnvelope, GenerationParams } from '#shared/chat.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader } from '../http/idempotency.ts'
import { sendEvents } from '../http/sse.ts'
import type { ChatDeps } from './ask.ts'
import { compare, regenerate } from './ask-again.ts'
import { continueAnswer } from './continue-answer.ts'
import { readComparison } from './read-comparison.ts'
import { requireGeneration } from './read-log.ts'
import { sendAnswer } from './send-answer.ts'
import { showBranch } from './show-branch.ts'
import { ComparisonStream, EventStream, LastEventIds } from './stream-schema.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const asking = { ...config, limit: 'chat' } as const
const bodyErrors = [
  'VALIDATION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'CHAT_MESSAGE_NOT_FOUND',
  'CHAT_BUSY',
  'BUDGET_EXHAUSTED',
] as const satisfies ErrorCode[]

/** What makes a conversation a tree: other answers to a question, several at once, the rest of one, and which branch is shown. */
export function branchRoutes(app: App, deps: ChatDeps): void {
  const { db, generations } = deps

  app.post(
    '/api/v1/chat/messages/:id/regenerate',
    {
      config: asking,
      schema: {
        operationId: 'regenerateAnswer',
        tags,
        summary: 'Another answer to the same question',
        description: 'It stands beside the answers that the question has, and is the one that is shown. The message is one of them, or the question.',
        params: MessageParams,
        headers: IdempotencyHeader,
        body: RegenerateAnswer,
        response: { 200: EventStream, ...errorResponses(...bodyErrors) },
      },
    },
    async (request, reply) =>
      sendAnswer(deps, request, reply, await regenerate(deps, request, request.params.id, request.body, request.headers['idempotency-key'])),
  )

  app.post(
    '/api/v1/chat/messages/:id/continue',
    {
      config: asking,
      schema: {
        operationId: 'continueAnswer',
        tags,
        summary: 'Go on with an answer that ended early',
        description:
          'One that was stopped, interrupted, failed, or reached max_tokens, and that nothing follows. It stays the same message: the stream begins with the text that it has, and its usage is that of all calls.',
        params: MessageParams,
        headers: IdempotencyHeader,
        body: ContinueAnswer,
        response: { 200: EventStream, ...errorResponses(...bodyErrors, 'CHAT_NOTHING_TO_CONTINUE') },
      },
    },
    async (request, reply) =>
      sendAnswer(deps, request, reply, await continueAnswer(deps, request, request.params.id, request.body, request.headers['idempotency-key'])),
  )

  app.post(
    '/api/v1/chat/compare',
    {
      config: asking,
      schema: {
        operationId: 'compareModels',
        tags,
        summary: 'Ask several models the same',
        description:
          'Each answer is a generation of its own; all are written at the same time, and can be read and stopped one by one, or read together with GET. They stand side by side until one is kept with PUT …/head, or followed by another question.',
        headers: IdempotencyHeader,
        body: CompareModels,
        response: { 200: ComparisonEnvelope, ...errorResponses(...bodyErrors, 'CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await compare(deps, request, request.body, request.headers['idempotency-key'])),
  )

  app.get(
    '/api/v1/chat/compare',
    {
      config,
      schema: {
        operationId: 'readComparison',
        tags,
        summary: 'Read several answers by one connection',
        description: 'Server-Sent Events: `data` is a ComparisonEvent, `id` the positions of all answers with commas between. Ends when all of them have.',
        querystring: ComparisonStreamQuery,
        headers: LastEventIds,
        response: { 200: ComparisonStream, ...errorResponses('GENERATION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { generation_ids: ids, after = [] } = request.query
      await Promise.all(ids.map((id) => requireGeneration(db, request.actor, generations, id)))
      const last = request.headers['last-event-id']?.split(',').map(Number) ?? []
      const from = ids.map((_, at) => Math.max(after[at] ?? 0, last[at] ?? 0))
      return sendEvents(request, reply, (signal) => readComparison(db, request.actor, generations, ids, from, signal), { resumable: true })
    },
  )

  app.put(
    '/api/v1/chat/sessions/:id/head',
    {
      config,
      schema: {
        operationId: 'showBranch',
        tags,
        summary: 'Show another branch',
        description:
          'The one through the message, to its newest end. The next question follows it. Of answers that are compared it keeps the one that is named; the others stay beside it.',
        params: GenerationParams,
        body: ShowBranch,
        response: { 200: ChatSessionEnvelope, ...errorResponses(...bodyErrors, 'CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await showBranch(db, request.actor, request.params.id, request.body.message_id)),
  )
}
