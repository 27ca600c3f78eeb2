import { z } from 'zod'
import { type Draft, momentOf, type Node, plain, Refused } from './conversation.ts'

// What Open WebUI writes for "export all chats": a list of these.

const Text = z.string().nullish().catch(null)
const Moment = z.union([z.number(), z.string()]).nullish().catch(null)
const Message = z.object({
  id: Text,
  parentId: Text,
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string().catch(''),
  model: Text,
  timestamp: Moment,
})
const Chat = z.object({
  title: Text,
  history: z
    .object({ messages: z.record(z.string(), z.unknown()), currentId: Text })
    .nullish()
    .catch(null),
  messages: z.array(z.unknown()).nullish().catch(null),
})
const Conversation = z.object({
  title: Text,
  chat: Chat,
  created_at: Moment,
  updated_at: Moment,
  archived: z.boolean().nullish().catch(null),
  pinned: z.boolean().nullish().catch(null),
})

export const isOpenWebUi = (value: unknown) => z.object({ chat: z.object({}) }).safeParse(value).success

/** Thoughts and calls of tools stand before an answer as HTML. */
const aside = /^\s*<details\b([^>]*)>([\s\S]*?)<\/details>\s*/
const entities: Record<string, string> = { '&gt;': '>', '&lt;': '<', '&quot;': '"', '&#x27;': "'", '&#39;': "'", '&amp;': '&' }
const unescape = (text: string) => text.replaceAll(/&(?:gt|lt|quot|#x27|#39|amp);/g, (entity) => entities[entity] ?? entity)

function partsOf(content: string): { content: string; reasoning: string | null } {
  const thoughts: string[] = []
  let rest = content
  for (let found = aside.exec(rest); found; found = aside.exec(rest)) {
    const [whole, attributes = '', inner = ''] = found
    if (/type="reasoning"/.test(attributes))
      thoughts.push(
        unescape(inner.replace(/<summary>[\s\S]*?<\/summary>/, ''))
          .replaceAll(/^> ?/gm, '')
          .trim(),
      )
    rest = rest.slice(whole.length)
  }
  return { content: rest, reasoning: thoughts.filter(Boolean).join('\n\n') || null }
}

function nodeOf(id: string, value: unknown, before: string | null): Node {
  const parsed = Message.safeParse(value)
  if (!parsed.success) return { id, parent: before, said: null }
  const { role, content, model, timestamp, parentId } = parsed.data
  const parts = role === 'assistant' ? partsOf(content) : { content, reasoning: null }
  const says = role !== 'system' && (parts.content !== '' || parts.reasoning !== null)
  const said = says ? plain({ role, ...parts, model: role === 'assistant' ? (model ?? null) : null, created_at: momentOf(timestamp) }) : null
  return { id, parent: parentId ?? before, said }
}

/** @throws Refused */
export function readOpenWebUi(value: unknown): Draft {
  const parsed = Conversation.safeParse(value)
  if (!parsed.success) throw new Refused('unreadable')
  const { chat, ...conversation } = parsed.data
  const history = chat.history
  const nodes = history
    ? Object.entries(history.messages).map(([id, message]) => nodeOf(id, message, null))
    : (chat.messages ?? []).map((message, at) => nodeOf(String(at), message, at === 0 ? null : String(at - 1)))
  if (!history) for (const [at, node] of nodes.entries()) node.parent = at === 0 ? null : String(at - 1)
  return {
    title: conversation.title ?? chat.title ?? null,
    model: null,
    archived: conversation.archived ?? false,
    pinned: conversation.pinned ?? false,
    folder: null,
    settings: {},
    createdAt: momentOf(conversation.created_at),
    updatedAt: momentOf(conversation.updated_at),
    head: history?.currentId ?? null,
    nodes,
  }
}
