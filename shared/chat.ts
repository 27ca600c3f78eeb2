import { z } from 'zod'
import { ATTACHMENTS_MAX, Attachment } from './attachments.ts'
import { settingsFields } from './chat-settings.ts'
import { success } from './envelope.ts'
import { Item } from './items.ts'
import { Money } from './money.ts'
import { Id, Timestamp, text } from './text.ts'

export const MESSAGE_MAX = 100_000
export const TITLE_MAX = 200
export const CONTEXT_MAX_MESSAGES = 200

/** What the built-in assistant is called where a model's name stands. */
export const BUILT_IN_MODEL = 'built-in'

export const ContextMessage = z.strictObject({ role: z.enum(['user', 'assistant', 'system']), content: text(0, MESSAGE_MAX) }).meta({ id: 'ContextMessage' })

export const AskQuestion = z
  .strictObject({
    message: text(0, MESSAGE_MAX)
      .prefault('')
      .meta({ description: 'The question. Without a visible character only where files are the question.', example: '哪些项目和季度报告有关？' }),
    session_id: Id.optional().describe('The conversation to go on with; a new one without.'),
    parent_id: Id.nullable()
      .optional()
      .describe(
        'The answer that the question follows, null for none. Without it the question follows the branch that is shown. A question is edited by asking the new one with the parent_id of the old, which stays beside it.',
      ),
    model: z.string().min(1).max(200).optional().describe('One of GET /api/v1/chat/models; the default without.'),
    context: z
      .array(ContextMessage)
      .max(CONTEXT_MAX_MESSAGES)
      .optional()
      .describe('What was said before, for callers that keep their own history. Replaces the stored history for this answer.'),
    attachment_ids: z
      .array(Id)
      .max(ATTACHMENTS_MAX)
      .optional()
      .describe('Files that were uploaded before, for models that take them; they stay with the question.'),
    ...settingsFields,
  })
  .meta({
    id: 'AskQuestion',
    description: "The settings of the first question stay with the conversation; those of a later one are for its answer alone, null for the model's own.",
  })
export type AskQuestion = z.infer<typeof AskQuestion>

/** Rather too much than too little, since nothing is asked of the model. */
export const Estimate = z
  .object({
    model: z.string().describe('Which model would answer.'),
    prompt_tokens: z.int().nonnegative().describe('Of all that would be sent: instructions, what was said before, files, the question.'),
    answer_tokens: z.int().nonnegative().describe('The longest answer that would be asked for.'),
    context_length: z.int().nullable().describe('What the model takes together with its answer; null where it is not known.'),
    left_out: z.int().nonnegative().describe('How many earlier messages have no room.'),
    shortened: z.int().nonnegative().describe('How many earlier messages would be sent without their middle.'),
    files_left_out: z.int().nonnegative().describe('How many files of earlier questions have no room, or the model does not take.'),
    prompt_cost: z.number().nullable().describe('US dollars for what is sent, if nothing of it is cached; null where the price is not known.'),
    most_cost: z.number().nullable().describe('US dollars at most, with the longest answer.'),
    remaining: Money.nullable().describe("What is left of the caller's budget; null without one."),
  })
  .meta({ id: 'Estimate' })
export type Estimate = z.infer<typeof Estimate>

/** `running` is being written; `interrupted` ended with the server; `stopped` was ended by the user. The text so far is kept in each case. */
export const MessageStatus = z.enum(['running', 'complete', 'stopped', 'interrupted', 'failed'])
export type MessageStatus = z.infer<typeof MessageStatus>

export const Usage = z
  .object({
    prompt_tokens: z.int().nonnegative(),
    completion_tokens: z.int().nonnegative(),
    total_tokens: z.int().nonnegative(),
    cached_tokens: z.int().nonnegative().default(0).describe('Of prompt_tokens, those that the provider had read before and charges less for.'),
    cost: z.number().nonnegative().nullable().describe('In US dollars, as the provider charged it; null where it does not say.'),
  })
  .meta({ id: 'Usage' })
export type Usage = z.infer<typeof Usage>

export const ChatFailure = z
  .object({
    code: z.string().describe('One of docs/errors.md.'),
    message: z.string().describe('For people, in the language the question came with.'),
    retryable: z.boolean().describe('Whether asking the same again may help.'),
    retry_after: z.number().nullable().describe('Seconds to wait first, where the provider says.'),
  })
  .meta({ id: 'ChatFailure' })
export type ChatFailure = z.infer<typeof ChatFailure>

/** Why an answer ended. `length`: max_tokens was reached. */
export const FinishReason = z.enum(['stop', 'length', 'content_filter', 'tool_calls', 'stopped', 'interrupted', 'error'])
export type FinishReason = z.infer<typeof FinishReason>

/** A record that an answer rests on. */
export const Source = z.object({ kind: z.literal('item'), item: Item.pick({ id: true, name: true, version: true }) }).meta({ id: 'Source' })
export type Source = z.infer<typeof Source>

/** Where a message stands among those that follow the same one, in the order in which they came. */
export const Siblings = z
  .object({ count: z.int().positive(), index: z.int().positive().describe('Counted from 1.'), previous_id: Id.nullable(), next_id: Id.nullable() })
  .meta({ id: 'Siblings' })
export type Siblings = z.infer<typeof Siblings>

export const ChatMessage = z
  .object({
    id: Id,
    session_id: Id,
    parent_id: Id.nullable().describe('The message that this one follows; null for a first question.'),
    siblings: Siblings,
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    attachments: z.array(Attachment).describe('The files that a question carries.'),
    reasoning: z.string().nullable(),
    left_out: z.int().describe('How many earlier messages of its branch the model was not sent with the question, for want of room.'),
    shortened: z.int().describe('How many earlier messages the model was sent with their middle left out, for want of room.'),
    files_left_out: z.int().describe('How many files of earlier questions the model was not sent: they have no room, or it does not take such files.'),
    reasoning_ms: z.int().nullable().describe('How long the model thought before it answered; null where it did not, or that is not known.'),
    status: MessageStatus,
    model: z.string().nullable().describe('Which model answered; null for a question.'),
    asked_model: z.string().nullable().describe('Which model was asked, where another one answered instead; else null.'),
    sources: z.array(Source),
    usage: Usage.nullable(),
    error: ChatFailure.nullable(),
    finish_reason: FinishReason.nullable(),
    generation_id: Id.nullable().describe('While running: what to read the answer from, and to stop it by.'),
    created_at: Timestamp,
  })
  .meta({ id: 'ChatMessage' })
export type ChatMessage = z.infer<typeof ChatMessage>

export const ChatSession = z
  .object({
    id: Id,
    title: z.string().describe('Its first question, then what a model thought of, until somebody gives it another one.'),
    model: z.string().nullable().describe('The model asked last.'),
    message_count: z.int(),
    running: z.boolean().describe('Whether an answer is being written.'),
    head_id: Id.nullable().describe('The message at which the branch ends that is shown, and that the next question follows; null where there is none.'),
    unread: z.boolean().describe('Whether an answer ended that nobody has looked at.'),
    pinned: z.boolean(),
    archived: z.boolean(),
    folder_id: Id.nullable(),
    deleted_at: Timestamp.nullable().describe('Since when it is among the recently deleted.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'ChatSession' })
export type ChatSession = z.infer<typeof ChatSession>

/**
 * What a stream carries. Names follow the AI SDK's UI message stream where it has the part. Each event has a position, the SSE `id`: where
 * it ends within its answer, counted from 1 for the start, by the UTF-16 units of a text and by one for anything else. A reader that comes
 * back with the last one it saw gets exactly what follows, in pieces of any size.
 */
export const ChatEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('start'), generation_id: Id, session_id: Id, question_id: Id, message_id: Id, model: z.string() }),
    z.object({ type: z.literal('reasoning-delta'), text: z.string() }),
    z.object({ type: z.literal('text-delta'), text: z.string() }),
    z.object({ type: z.literal('source'), source: Source }),
    z.object({ type: z.literal('error'), error: ChatFailure }),
    z.object({
      type: z.literal('finish'),
      status: MessageStatus,
      finish_reason: FinishReason,
      usage: Usage.nullable(),
      reasoning_ms: z.int().nullish(),
      left_out: z.int().nullish().describe('How many earlier messages the model was not sent, for want of room.'),
      shortened: z.int().nullish().describe('How many earlier messages it was sent with their middle left out.'),
      files_left_out: z.int().nullish().describe('How many files of earlier questions it was not sent.'),
      model: z.string().optional().describe('Which model answered, where the provider says; a router or a fallback may have chosen another than was asked.'),
    }),
  ])
  .meta({ id: 'ChatEvent' })
export type ChatEvent = z.infer<typeof ChatEvent>

/** Sent as `event: resume`, without an id, by a server that closes while the answer goes on elsewhere: after that time, read on from the last position. */
export const ResumeHint = z.object({ retry_ms: z.int().nonnegative() })

export const StreamQuery = z.strictObject({
  generation_id: Id.describe('As the start event and a running message give it.'),
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional()
    .describe('The last position seen; 0 or nothing for the whole answer. Last-Event-ID does the same.'),
})

export const Answer = z
  .object({
    message: z.string().describe('The answer.'),
    session_id: Id,
    message_id: Id,
    model: z.string(),
    finish_reason: FinishReason,
    usage: Usage.nullable(),
    sources: z.array(Source),
  })
  .meta({ id: 'Answer' })
export type Answer = z.infer<typeof Answer>

export const ChatHistory = z
  .object({
    session: ChatSession,
    messages: z.array(ChatMessage).describe('One branch, oldest first: what was said from the first question to the end of the branch, or a page of it.'),
    head_id: Id.nullable().describe('Where this branch ends. It is that of the session unless another was asked for, or `around` lies on another.'),
    before: z.int().nonnegative().describe('How many messages of the branch come before these.'),
    total: z.int().nonnegative().describe('How many messages the branch has.'),
    compared: z
      .array(ChatMessage)
      .describe('The answers that stand side by side until one is kept, in the order of their models; empty where nothing is compared.'),
    next_cursor: z.string().nullable().describe('Older messages; null where there are none.'),
  })
  .meta({ id: 'ChatHistory' })
export type ChatHistory = z.infer<typeof ChatHistory>

/** The newest page of the branch that is shown, or of another; or the one that a cursor leads to, or one anywhere in the branch. */
export const HistoryQuery = z
  .strictObject({
    session_id: Id,
    message_id: Id.optional().describe('The branch that ends at this message, instead of the one that is shown.'),
    limit: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(500))
      .prefault('100')
      .describe('Newest first to be cut; shown oldest first.'),
    cursor: z.string().min(1).max(200).optional(),
    offset: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .optional()
      .describe('The page that begins after so many messages, counted from the oldest.'),
    around: Id.optional().describe('The page that has this message in its middle; of the branch through it, where it is not on the one that is shown.'),
  })
  .refine(({ cursor, offset, around }) => [cursor, offset, around].filter((way) => way !== undefined).length <= 1, {
    error: 'Use one of cursor, offset and around.',
    path: ['cursor'],
  })

export const UpdateChatSession = z
  .strictObject({
    title: text(1, TITLE_MAX)
      .refine((value) => value.trim() !== '', { error: 'A title needs a visible character.' })
      .optional(),
    pinned: z.boolean().optional().describe('Pinned conversations come first.'),
    archived: z.boolean().optional().describe('An archived one is out of the list, and not pinned; a question to it brings it back.'),
    folder_id: Id.nullable().optional().describe('A folder of the caller; null takes it out of its folder.'),
    unread: z.boolean().optional().describe('false says that it has been looked at.'),
  })
  .meta({ id: 'UpdateChatSession', description: 'What is sent is changed.' })
export type UpdateChatSession = z.infer<typeof UpdateChatSession>

export const EstimateEnvelope = success('EstimateEnvelope', Estimate)
export const AnswerEnvelope = success('AnswerEnvelope', Answer)
export const ChatHistoryEnvelope = success('ChatHistoryEnvelope', ChatHistory)
export const ChatSessionEnvelope = success('ChatSessionEnvelope', ChatSession)
export const ChatSessionsEnvelope = success('ChatSessionsEnvelope', z.object({ sessions: z.array(ChatSession), next_cursor: z.string().nullable() }))
export const GenerationParams = z.strictObject({ id: Id })
export const StopEnvelope = success('StopEnvelope', z.object({ generation_id: Id, stopped: z.boolean().describe('false where it had ended already.') }))
