import { z } from 'zod'
import { ATTACHED_MAX_BYTES } from '#shared/attachments.ts'
import type { ChatEvent } from '#shared/chat.ts'
import { UiChunk, UiRequest, UiStreamParams } from '#shared/chat-ui.ts'
import type { App, Request } from '../../http/app-types.ts'
import { errorResponses } from '../../http/errors.ts'
import { IdempotencyHeader } from '../../http/idempotency.ts'
import { MAX_BODY_BYTES } from '../../http/parse-body.ts'
import { type ServerEvent, sendEvents } from '../../http/sse.ts'
import type { ChatDeps } from '../ask.ts'
import { readLog } from '../read-log.ts'
import { askFromUi } from './ask-from-ui.ts'
import { findRunning } from './find-conversation.ts'
import { toUiChunks } from './to-ui-chunks.ts'

/** The files of a question, in base64, and a megabyte of text around them. */
const BODY_MAX_BYTES = Math.ceil((ATTACHED_MAX_BYTES * 4) / 3) + MAX_BODY_BYTES

const tags = ['chat']
const config = { permission: 'chat:use' } as const
/** What tells the AI SDK's readers which protocol this is. */
const UI_STREAM = { 'X-Vercel-AI-UI-Message-Stream': 'v1' }
const UiStream = { description: 'Server-Sent Events of UI message chunks; `[DONE]` ends them.', content: { 'text/event-stream': { schema: UiChunk } } }

/** The same answers for pages that are made with the AI SDK. */
export function uiRoutes(app: App, deps: ChatDeps): void {
  const { db } = deps

  async function* eventsOf(request: Request, generationId: string, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    for await (const { event } of readLog(db, request.actor, deps.generations, generationId, 0, signal)) yield event
  }
  async function* written(request: Request, generationId: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    let whole = false
    for await (const chunk of toUiChunks(eventsOf(request, generationId, signal))) {
      whole ||= chunk.type === 'finish'
      yield { data: chunk }
    }
    // Without it the reader knows that more may follow, and can come back.
    if (whole) yield { text: '[DONE]' }
  }

  app.post(
    '/api/v1/chat/ui',
    {
      config: { ...config, limit: 'chat' },
      bodyLimit: BODY_MAX_BYTES,
      schema: {
        operationId: 'streamUiMessage',
        tags,
        summary: 'Ask, for the AI SDK’s useChat',
        description:
          'Takes what its DefaultChatTransport sends and answers with UI message stream v1. Leaving ends nothing: stop is POST /api/v1/chat/generations/{id}/stop, with the generation_id in the message’s metadata. See docs/api-ai-sdk.md.',
        headers: IdempotencyHeader,
        body: UiRequest,
        response: {
          200: UiStream,
          ...errorResponses(
            'VALIDATION_FAILED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
            'CHAT_SESSION_NOT_FOUND',
            'CHAT_MESSAGE_NOT_FOUND',
            'CHAT_BUSY',
            'BUDGET_EXHAUSTED',
            'MODEL_INPUT_TOO_LONG',
            'MODEL_ATTACHMENT_UNSUPPORTED',
            'ATTACHMENT_TYPE_UNSUPPORTED',
            'ATTACHMENT_QUOTA_EXCEEDED',
          ),
        },
      },
    },
    async (request, reply) => {
      const generationId = await askFromUi(deps, request, request.body, request.headers['idempotency-key'])
      reply.headers(UI_STREAM)
      return sendEvents(request, reply, (signal) => written(request, generationId, signal))
    },
  )

  app.get(
    '/api/v1/chat/ui/:id/stream',
    {
      config,
      schema: {
        operationId: 'resumeUiMessage',
        tags,
        summary: 'Read on, for the AI SDK’s useChat',
        description: 'The answer that is being written to this conversation, from its beginning; 204 where there is none.',
        params: UiStreamParams,
        response: { 200: UiStream, 204: z.null().describe('Nothing is being written.'), ...errorResponses() },
      },
    },
    async (request, reply) => {
      const running = await findRunning(db, request.actor, request.params.id)
      if (running === undefined) return await reply.code(204).send(null)
      reply.headers(UI_STREAM)
      return sendEvents(request, reply, (signal) => written(request, running, signal))
    },
  )
}
