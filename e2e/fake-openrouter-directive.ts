import type { IncomingMessage } from 'node:http'
import { z } from 'zod'

/** What one request to the fake was, and what became of it. */
export type RecordedRequest = {
  id: string
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: unknown
  /** All text that was sent as content, exactly. */
  sent: string
  /** The same of what was sent as reasoning. */
  reasoned: string
  startedAt: number
  /** When the connection ended; undefined while it is open. */
  closedAt: number | undefined
  /** Whether the answer was written to its end; false where the caller hung up, or the fault did. */
  finished: boolean
}

const Part = z.looseObject({ text: z.string().optional() })
/** Text, parts of which some are text, or nothing beside calls of tools. */
const content = z
  .union([z.string(), z.array(Part), z.null()])
  .optional()
  .transform((said) => (typeof said === 'string' ? said : (said ?? []).map(({ text }) => text ?? '').join('')))

export const Asked = z.object({
  model: z.string().default('openrouter/auto'),
  models: z.array(z.string()).max(3).optional(),
  stream: z.boolean().default(false),
  max_tokens: z.number().optional(),
  session_id: z.string().optional(),
  messages: z.array(z.object({ role: z.string(), content })).min(1),
})
export type Question = z.infer<typeof Asked>

/** What a call is told to do: `fault/http-429` as the model, or `[[fault:http-429 times=2]]` in the last message; `[[delay:5]]` `[[chunks:100]]` shape the answer. */
export type Directive = { fault: string; options: Record<string, string>; delay: number; chunks: number }

export function readDirective(question: Question, delay: number): Directive {
  const text = question.messages.findLast((message) => message.role === 'user')?.content ?? ''
  const [, name, rest] = /\[\[fault:([\w-]+)([^\]]*)\]\]/.exec(text) ?? []
  const fault = name ?? /^fault\/([\w-]+)$/.exec(question.model)?.[1] ?? ''
  const options = Object.fromEntries([...(rest ?? '').matchAll(/([\w-]+)=(\S+)/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
  const number = (key: string, otherwise: number) => Number(new RegExp(`\\[\\[${key}:(\\d+)\\]\\]`).exec(text)?.[1] ?? otherwise)
  return { fault, options, delay: number('delay', delay), chunks: number('chunks', 40) }
}
