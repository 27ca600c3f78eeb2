import { z } from 'zod'
import { IMPORT_MESSAGES_MAX } from '#shared/chat-transfer.ts'
import { type Draft, momentOf, type Node, plain, Refused } from './conversation.ts'

// What LibreChat writes for a conversation as JSON: a list of messages, or, `recursive`, each message with those that follow it.

/** What LibreChat says a first message follows. */
const NO_PARENT = '00000000-0000-0000-0000-000000000000'

const Text = z.string().nullish().catch(null)
const Part = z.object({
  type: z.string(),
  text: z
    .union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])
    .nullish()
    .catch(null),
  think: z
    .union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])
    .nullish()
    .catch(null),
})
const Message = z.object({
  messageId: z.string(),
  parentMessageId: Text,
  text: Text,
  content: z.array(z.unknown()).nullish().catch(null),
  isCreatedByUser: z.boolean(),
  model: Text,
  createdAt: Text,
  unfinished: z.boolean().nullish().catch(null),
  error: z.boolean().nullish().catch(null),
  // Only looked into one by one: whoever nests them ten thousand deep must not have it parsed by a function that calls itself.
  children: z.array(z.unknown()).nullish().catch(null),
})
const Conversation = z.object({
  title: Text,
  messages: z.array(z.unknown()).nullish(),
  messagesTree: z.array(z.unknown()).nullish(),
  options: z.object({ model: Text }).nullish().catch(null),
})

export const isLibreChat = (value: unknown) =>
  z
    .object({ conversationId: z.string(), messages: z.array(z.unknown()) })
    .or(z.object({ conversationId: z.string(), messagesTree: z.array(z.unknown()) }))
    .safeParse(value).success

function partsOf(message: z.infer<typeof Message>): { content: string; reasoning: string | null } {
  const parts = (message.content ?? []).flatMap((part) => Part.safeParse(part).data ?? [])
  const texts = parts.flatMap(({ text }) => text ?? []).join('\n\n')
  const thoughts = parts.flatMap(({ think }) => think ?? []).join('\n\n')
  return { content: texts || (message.text ?? ''), reasoning: thoughts || null }
}

/** @throws Refused */
export function readLibreChat(value: unknown): Draft {
  const parsed = Conversation.safeParse(value)
  if (!parsed.success) throw new Refused('unreadable')
  const conversation = parsed.data
  const nodes: Node[] = []
  const waiting = (conversation.messagesTree ?? conversation.messages ?? []).map((message) => ({ message, under: null as string | null }))
  // A list that grows while it is walked: what follows a message comes after all that stand beside it.
  for (let at = 0; at < waiting.length; at++) {
    if (at > IMPORT_MESSAGES_MAX) throw new Refused('too_many_messages')
    const next = waiting[at]
    const found = Message.safeParse(next?.message)
    if (!next || !found.success) throw new Refused('unreadable')
    const message = found.data
    const parts = partsOf(message)
    const role = message.isCreatedByUser ? 'user' : 'assistant'
    const said =
      parts.content === '' && !parts.reasoning
        ? null
        : plain({
            role,
            ...parts,
            model: role === 'assistant' ? (message.model ?? null) : null,
            created_at: momentOf(message.createdAt),
            ...(role === 'assistant' && (message.unfinished || message.error) ? { status: 'interrupted', finish_reason: 'interrupted' } : {}),
          })
    const parent = next.under ?? (message.parentMessageId === NO_PARENT ? null : (message.parentMessageId ?? null))
    nodes.push({ id: message.messageId, parent, said })
    for (const child of message.children ?? []) waiting.push({ message: child, under: message.messageId })
  }
  return {
    title: conversation.title ?? null,
    model: conversation.options?.model ?? null,
    archived: false,
    pinned: false,
    folder: null,
    settings: {},
    createdAt: nodes.find(({ said }) => said?.created_at)?.said?.created_at ?? null,
    updatedAt: nodes.findLast(({ said }) => said?.created_at)?.said?.created_at ?? null,
    head: null,
    nodes,
  }
}
