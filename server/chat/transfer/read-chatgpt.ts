import { z } from 'zod'
import { type Draft, momentOf, type Node, plain, Refused, type Said } from './conversation.ts'

// What OpenAI sends to who asks for an export: conversations.json, a list of these.

const Text = z.string().nullish().catch(null)
const Message = z.object({
  author: z.object({ role: z.string() }),
  create_time: z.number().nullish().catch(null),
  content: z.object({
    content_type: z.string(),
    parts: z.array(z.unknown()).nullish().catch(null),
    text: Text,
    language: Text,
    content: Text,
    thoughts: z
      .array(z.object({ summary: Text, content: Text }))
      .nullish()
      .catch(null),
  }),
  metadata: z
    .object({ model_slug: Text, is_visually_hidden_from_conversation: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  recipient: Text,
})
type Message = z.infer<typeof Message>

const Conversation = z.object({
  title: Text,
  create_time: z.number().nullish().catch(null),
  update_time: z.number().nullish().catch(null),
  mapping: z.record(z.string(), z.object({ parent: z.string().nullish(), message: z.unknown() })),
  current_node: Text,
  is_archived: z.boolean().nullish().catch(null),
  is_starred: z.boolean().nullish().catch(null),
  default_model_slug: Text,
})

export const isChatGpt = (value: unknown) => z.object({ mapping: z.object({}) }).safeParse(value).success

/** Pictures and files are no part of the export's texts; that one was there is said in its place. */
function textOf({ content }: Message): string {
  const { content_type: type, parts, text, language } = content
  if (type === 'code') return `\`\`\`${language && language !== 'unknown' ? language : ''}\n${text ?? ''}\n\`\`\``
  if (!parts) return text ?? ''
  return parts
    .map((part) => (typeof part === 'string' ? part : '[…]'))
    .filter((part) => part !== '')
    .join('\n\n')
}

/** What somebody saw of a message: nothing of instructions, of tools and of what a model said to them. */
function saidIn(message: Message): Said | null {
  const { author, content, metadata, recipient } = message
  if (author.role !== 'user' && author.role !== 'assistant') return null
  if (metadata?.is_visually_hidden_from_conversation || (recipient && recipient !== 'all')) return null
  const about = {
    role: author.role,
    model: author.role === 'assistant' ? (metadata?.model_slug ?? null) : null,
    created_at: momentOf(message.create_time),
  } as const
  if (content.content_type === 'thoughts') {
    const thoughts = (content.thoughts ?? []).map((thought) => [thought.summary, thought.content].filter(Boolean).join('\n\n')).join('\n\n')
    return thoughts === '' ? null : plain({ ...about, content: '', reasoning: thoughts })
  }
  if (content.content_type === 'reasoning_recap' || content.content_type === 'user_editable_context' || content.content_type === 'model_editable_context')
    return null
  const text = textOf(message)
  return text === '' ? null : plain({ ...about, content: text })
}

const join = (a: string | null, b: string | null) => [a, b].filter(Boolean).join('\n\n')

/** An answer comes in steps: thoughts, a call of a tool, what it says to the person. Those that nothing branches off from are one answer. */
function joinSteps(nodes: Node[]): Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const children = new Map<string, number>()
  for (const { parent } of nodes) if (parent !== null) children.set(parent, (children.get(parent) ?? 0) + 1)
  for (const node of nodes) {
    if (!node.said || node.said.role !== 'assistant') continue
    let before = node.parent === null ? undefined : byId.get(node.parent)
    // Past what says nothing, such as the answer of a tool, unless the conversation branches there.
    for (let steps = 0; before && !before.said && children.get(before.id) === 1 && steps < nodes.length; steps++)
      before = before.parent === null ? undefined : byId.get(before.parent)
    if (!before?.said || before.said.role !== 'assistant' || children.get(before.id) !== 1) continue
    const first = before.said
    first.content = join(first.content, node.said.content)
    first.reasoning = join(first.reasoning, node.said.reasoning) || null
    first.model = node.said.model ?? first.model
    node.said = null
  }
  return nodes
}

/** In the order of time; what has no time stays behind what it stood behind. */
function byTime(nodes: Node[]): Node[] {
  let last = ''
  const keyed = nodes.map((node) => {
    last = node.said?.created_at ?? last
    return { node, key: last }
  })
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ node }) => node)
}

/** @throws Refused */
export function readChatGpt(value: unknown): Draft {
  const parsed = Conversation.safeParse(value)
  if (!parsed.success) throw new Refused('unreadable')
  const conversation = parsed.data
  const nodes = Object.entries(conversation.mapping).map(([id, { parent, message }]): Node => {
    const said = Message.safeParse(message)
    return { id, parent: parent ?? null, said: said.success ? saidIn(said.data) : null }
  })
  return {
    title: conversation.title ?? null,
    model: conversation.default_model_slug ?? null,
    archived: conversation.is_archived ?? false,
    pinned: conversation.is_starred ?? false,
    folder: null,
    settings: {},
    createdAt: momentOf(conversation.create_time),
    updatedAt: momentOf(conversation.update_time),
    head: conversation.current_node ?? null,
    nodes: joinSteps(byTime(nodes)),
  }
}
