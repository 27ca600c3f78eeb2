import { z } from 'zod'
import { AskQuestion, ChatFailure, FinishReason, MessageStatus, Usage } from './chat.ts'
import { Id } from './text.ts'

// The AI SDK's UI message stream, version 1: what its useChat sends and reads without a line of code for us (docs/api-ai-sdk.md).

/** More than any page holds; only the last question counts, the others are there because useChat sends all that it has. */
const MESSAGES_MAX = 2000
const PARTS_MAX = 500

const UiPart = z.looseObject({
  type: z.string().min(1).max(100),
  text: z.string().optional(),
  url: z.string().optional().describe('Of a part `file`: a data: URL. What it is, is seen in its content.'),
  filename: z.string().max(1000).optional(),
})

export const UiMessage = z
  .looseObject({
    id: z.string().max(200).optional(),
    role: z.enum(['system', 'user', 'assistant']),
    parts: z.array(UiPart).max(PARTS_MAX),
    metadata: z.looseObject({ session_id: Id.optional() }).nullish(),
  })
  .meta({ id: 'UiMessage' })
export type UiMessage = z.infer<typeof UiMessage>

export const UiRequest = z
  .strictObject({
    id: z.string().min(1).max(200).describe('What useChat calls the conversation; where that is our session_id, it is gone on with.'),
    messages: z
      .array(UiMessage)
      .min(1)
      .max(MESSAGES_MAX)
      .describe('The last question is asked. What was said before is known here: the last two messages are enough.'),
    trigger: z
      .enum(['submit-message', 'regenerate-message'])
      .optional()
      .describe('`regenerate-message` lets the last question have another answer beside those that it has; where it is not known here, it is asked anew.'),
    messageId: z
      .string()
      .max(200)
      .optional()
      .describe('With `regenerate-message` the answer, or its question, of which another is wanted; with `submit-message` the question that was edited.'),
    model: AskQuestion.shape.model,
    temperature: AskQuestion.shape.temperature,
    max_tokens: AskQuestion.shape.max_tokens,
  })
  .meta({ id: 'UiRequest' })
export type UiRequest = z.infer<typeof UiRequest>

export const UiStreamParams = z.strictObject({ id: z.string().min(1).max(200) })

const Metadata = z.object({
  session_id: Id.optional(),
  generation_id: Id.optional(),
  question_id: Id.optional(),
  model: z.string().optional(),
  status: MessageStatus.optional(),
  finish_reason: FinishReason.optional(),
  usage: Usage.nullable().optional(),
  left_out: z.int().nullish(),
  shortened: z.int().nullish(),
  files_left_out: z.int().nullish(),
})

/** One part of the stream; a client that knows no `data-…` part passes it over. */
export const UiChunk = z
  .union([
    z.object({ type: z.literal('start'), messageId: z.string(), messageMetadata: Metadata }),
    z.object({ type: z.enum(['start-step', 'finish-step']) }),
    z.object({ type: z.enum(['text-start', 'text-end', 'reasoning-start', 'reasoning-end']), id: z.string() }),
    z.object({ type: z.enum(['text-delta', 'reasoning-delta']), id: z.string(), delta: z.string() }),
    z.object({ type: z.literal('source-document'), sourceId: z.string(), mediaType: z.string(), title: z.string() }),
    z.object({ type: z.literal('data-failure'), data: ChatFailure }),
    z.object({ type: z.templateLiteral(['data-', z.string()]), data: z.unknown() }),
    z.object({ type: z.literal('abort'), reason: z.string() }),
    z.object({
      type: z.literal('finish'),
      finishReason: z.enum(['stop', 'length', 'content-filter', 'tool-calls', 'error', 'other']),
      messageMetadata: Metadata,
    }),
    z.object({ type: z.literal('error'), errorText: z.string() }),
  ])
  .meta({ id: 'UiChunk' })
export type UiChunk = z.infer<typeof UiChunk>
