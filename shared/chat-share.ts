import { z } from 'zod'
import { Attachment } from './attachments.ts'
import { success } from './envelope.ts'
import { Id, Timestamp } from './text.ts'

/** Each link has a copy of what it shows. */
export const SHARES_MAX = 20

export const CreateShare = z
  .strictObject({ expires_in_days: z.int().min(1).max(365).nullable().describe('null: until it is taken back.') })
  .meta({ id: 'CreateShare' })
export type CreateShare = z.infer<typeof CreateShare>

export const ChatShare = z
  .object({
    id: Id,
    session_id: Id,
    title: z.string(),
    message_count: z.int().describe('How many messages it shows.'),
    created_at: Timestamp,
    taken_at: Timestamp.describe('As of when it shows the conversation.'),
    expires_at: Timestamp.nullable(),
  })
  .meta({ id: 'ChatShare' })
export type ChatShare = z.infer<typeof ChatShare>

/** 256 random bits. */
export const ShareToken = z.string().regex(/^[\w-]{43}$/)
export const ReadShare = z
  .strictObject({ token: ShareToken, cursor: z.string().min(1).max(200).optional().describe('next_cursor of the page before.') })
  .meta({ id: 'ReadShare' })

/** What a question carried: that it did, not the content. */
export const SharedFiles = z.array(Attachment.pick({ name: true, kind: true, size: true }))

export const SharedConversation = z
  .object({
    title: z.string(),
    taken_at: Timestamp,
    message_count: z.int(),
    messages: z
      .array(
        z.object({
          role: z.enum(['user', 'assistant']),
          content: z.string(),
          files: SharedFiles,
          model: z.string().nullable(),
          created_at: Timestamp,
        }),
      )
      .describe('Oldest first.'),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'SharedConversation' })
export type SharedConversation = z.infer<typeof SharedConversation>

export const ShareParams = z.strictObject({ id: Id })
export const ChatShareEnvelope = success('ChatShareEnvelope', ChatShare)
export const ChatSharesEnvelope = success('ChatSharesEnvelope', z.object({ shares: z.array(ChatShare) }))
export const NewChatShareEnvelope = success(
  'NewChatShareEnvelope',
  z.object({ share: ChatShare, token: z.string().describe('Shown this once. The link is /shared#token: what follows # is sent to no server.') }),
)
export const SharedConversationEnvelope = success('SharedConversationEnvelope', SharedConversation)
