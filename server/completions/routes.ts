import { z } from 'zod'
import { Completion, CompletionError, CompletionModel, CompletionModels, CompletionRequest } from '#shared/completions.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { errorCatalog } from '#shared/errors.ts'
import type { ChatDeps } from '../chat/ask.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { sendEvents } from '../http/sse.ts'
import { callModel } from './call-model.ts'
import { findModel, listModels } from './list-models.ts'
import { openCalls } from './open-calls.ts'
import { asOpenAi, tellError } from './tell-error.ts'
import { ignoredOf, toModelRequest } from './to-model-request.ts'
import { chunksOf, completionOf } from './write-completion.ts'
import { begun, written } from './write-events.ts'

/** Images come in the body, as text a third larger than they are: a dozen photographs. */
const BODY_MAX_BYTES = 20 * 1024 * 1024
/** Longer than most failures take to show, shorter than a proxy waits for the first byte. */
const EARLY_MS = 10_000

const tags = ['openai']
const config = { permission: 'chat:use', tellError } as const
const ModelId = z.looseObject({ id: z.string().max(200) })

/** The statuses that a route can answer with in OpenAI's way, for its documentation. */
function failures(...codes: ErrorCode[]): Record<number, typeof CompletionError> {
  const usual: ErrorCode[] = ['MALFORMED_REQUEST', 'UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL', 'DATABASE_UNAVAILABLE']
  return Object.fromEntries([...usual, ...codes].map((code) => [asOpenAi[code]?.status ?? errorCatalog[code].status, CompletionError]))
}

/** OpenAI's protocol under /v1, for clients that exist; nothing of it is kept as a conversation. */
export function completionRoutes(
  app: App,
  { provider, catalogue, ledger, onModelError }: Pick<ChatDeps, 'provider' | 'catalogue' | 'ledger' | 'onModelError'>,
): void {
  const calls = openCalls()
  app.addHook('preClose', async () => calls.end())

  app.post(
    '/v1/chat/completions',
    {
      config: { ...config, limit: 'chat' },
      bodyLimit: BODY_MAX_BYTES,
      schema: {
        operationId: 'createCompletion',
        tags,
        summary: 'Ask a model in OpenAI’s protocol',
        description:
          'For clients of OpenAI: the whole answer, or with `stream: true` Server-Sent Events of `chat.completion.chunk` that end with `[DONE]`. Nothing of it is kept. Whoever leaves ends the call. See docs/api-openai.md.',
        body: CompletionRequest,
        response: {
          200: Completion,
          ...failures(
            'MODEL_CREDITS_EXHAUSTED',
            'BUDGET_EXHAUSTED',
            'MODEL_NOT_ALLOWED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
            'MODEL_AUTHENTICATION_FAILED',
            'MODEL_TIMEOUT',
          ),
        },
      },
    },
    async (request, reply) => {
      const { body, actor } = request
      if (!provider) throw appError('MODEL_NOT_CONFIGURED')
      const model = catalogue.choose(body.model ?? undefined)
      const ignored = ignoredOf(body)
      if (ignored.length > 0) reply.header('X-Deskmate-Ignored', ignored.join(', '))
      const heading = { id: `chatcmpl-${newId()}`, created: Math.floor(Date.now() / 1000), model }
      const open = calls.begin(reply.raw)
      const events = callModel({ provider, ledger, catalogue, actor, request: toModelRequest(actor, body, model), onModelError }, open.signal)
      try {
        if (!body.stream) return await completionOf(events, heading)
        const { events: all } = await begun(events, EARLY_MS)
        return await sendEvents(request, reply, (signal) => {
          signal.addEventListener('abort', open.leave, { once: true })
          return written(request, chunksOf(all, heading, body.stream_options?.include_usage === true))
        })
      } catch (error) {
        // Nobody is there to be told anything.
        if (open.hasLeft()) return reply.hijack()
        throw error
      }
    },
  )

  app.get(
    '/v1/models',
    {
      config,
      schema: {
        operationId: 'listCompletionModels',
        tags,
        summary: 'Which models can be asked, as OpenAI lists them',
        description: 'Empty where no provider is configured.',
        response: { 200: CompletionModels, ...failures() },
      },
    },
    async () => ({ object: 'list' as const, data: await listModels(catalogue) }),
  )

  app.get(
    '/v1/models/:id',
    {
      config,
      schema: {
        operationId: 'getCompletionModel',
        tags,
        summary: 'One of the models that can be asked',
        params: ModelId,
        response: { 200: CompletionModel, ...failures('MODEL_NOT_ALLOWED') },
      },
    },
    async ({ params }) => await findModel(catalogue, params.id),
  )

  // Names have a slash, which some clients leave as it is.
  app.get(
    '/v1/models/:author/:name',
    { config, schema: { hide: true, params: z.looseObject({ author: z.string(), name: z.string() }) } },
    async ({ params }) => await findModel(catalogue, `${params.author}/${params.name}`),
  )

  // What OpenAI has and we have not is told in its way too.
  app.all('/v1/*', { config: { permission: 'public', tellError }, schema: { hide: true } }, async () => {
    throw appError('NOT_FOUND')
  })
}
