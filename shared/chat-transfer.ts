import { z } from 'zod'
import { ChatFailure, FinishReason, Source, Usage } from './chat.ts'
import { ChatSettings } from './chat-settings.ts'
import { success } from './envelope.ts'
import { Id, Timestamp } from './text.ts'

/** A request may be so large: ChatGPT's exports are, and a file is in memory while it is read. The page sends larger files in parts. */
export const IMPORT_MAX_BYTES = 64 * 1024 * 1024
/** Of one conversation, which is parsed in one go. */
export const IMPORT_CONVERSATION_MAX_BYTES = 16 * 1024 * 1024
export const IMPORT_MESSAGES_MAX = 20_000
/** A file of which so many conversations were refused is none of conversations; the rest is not looked at. */
export const IMPORT_REFUSED_MAX = 1000
/** So many refused ones are named. */
export const IMPORT_NAMED_MAX = 100

/** What `format` says in our own files. docs/chat-export.md describes them. */
export const CONVERSATION_FORMAT = 'deskmate-conversation'

export const ConversationFileMessage = z
  .object({
    id: z.int().positive().describe('Counted from 1, in the order in which the messages came.'),
    parent_id: z.int().positive().nullable().describe('The message that this one follows; null for a first question.'),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    reasoning: z.string().nullable(),
    status: z.enum(['complete', 'stopped', 'interrupted', 'failed']),
    model: z.string().nullable(),
    sources: z.array(Source),
    usage: Usage.nullable(),
    error: ChatFailure.nullable(),
    finish_reason: FinishReason.nullable(),
    created_at: Timestamp,
  })
  .meta({ id: 'ConversationFileMessage' })
export type ConversationFileMessage = z.infer<typeof ConversationFileMessage>

export const ConversationFile = z
  .object({
    format: z.literal(CONVERSATION_FORMAT),
    version: z.literal(1),
    title: z.string(),
    model: z.string().nullable(),
    archived: z.boolean(),
    pinned: z.boolean(),
    folder: z.string().nullable(),
    settings: ChatSettings.prefault({}).describe('What the conversation asks of its models.'),
    created_at: Timestamp,
    updated_at: Timestamp,
    head: z.int().positive().nullable().describe('The message at which the branch ends that is shown.'),
    messages: z.array(ConversationFileMessage).describe('Of all branches; what a message follows stands before it.'),
  })
  .meta({ id: 'ConversationFile' })
export type ConversationFile = z.infer<typeof ConversationFile>

export const ExportParams = z.strictObject({ id: Id })
export const ExportSessionQuery = z.strictObject({
  format: z.enum(['markdown', 'json']).prefault('markdown').describe('`markdown` is the branch that is shown, for reading; `json` is all of it.'),
})
export const ExportAllQuery = z.strictObject({
  format: z.enum(['json', 'jsonl']).prefault('json').describe('One list of conversations, or a conversation a line.'),
})

/** Why a conversation of a file was not taken in. */
export const refusals = ['unreadable', 'unknown_format', 'empty', 'too_large', 'too_many_messages', 'circle', 'duplicate_id'] as const
export type Refusal = (typeof refusals)[number]

export const ConversationsImport = z
  .object({
    imported: z.int().describe('Conversations that are there now and were not before.'),
    messages: z.int().describe('Messages in them.'),
    skipped: z.int().describe('Conversations that were imported before, word for word.'),
    refused: z.int(),
    refusals: z
      .array(z.object({ index: z.int().describe('Its place in the file, from 0.'), title: z.string().nullable(), reason: z.enum(refusals) }))
      .describe(`The first ${IMPORT_NAMED_MAX}.`),
  })
  .meta({ id: 'ConversationsImport' })
export type ConversationsImport = z.infer<typeof ConversationsImport>

export const ConversationsImportEnvelope = success('ConversationsImportEnvelope', ConversationsImport)
