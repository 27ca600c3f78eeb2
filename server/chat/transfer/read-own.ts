import { z } from 'zod'
import { CONVERSATION_FORMAT, ConversationFile } from '#shared/chat-transfer.ts'
import { type Draft, Refused } from './conversation.ts'

export const isOwn = (value: unknown) => z.object({ format: z.literal(CONVERSATION_FORMAT) }).safeParse(value).success

/** What docs/chat-export.md describes; whoever writes it writes all of it. @throws Refused */
export function readOwn(value: unknown): Draft {
  const parsed = ConversationFile.safeParse(value)
  if (!parsed.success) throw new Refused('unreadable')
  const { messages, head, created_at: createdAt, updated_at: updatedAt, ...rest } = parsed.data
  return {
    ...rest,
    createdAt,
    updatedAt,
    head: head === null ? null : String(head),
    nodes: messages.map(({ id, parent_id: parent, ...said }) => ({ id: String(id), parent: parent === null ? null : String(parent), said })),
  }
}
