import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Attachment } from '#shared/attachments.ts'

/** More of a conversation than any model takes; what fits is decided by prompt.ts. */
const READ_MAX_MESSAGES = 400
const READ_MAX_CHARS = 400_000

export const SaidBefore = z.object({
  /** Oldest first. */
  messages: z.array(z.object({ id: z.string(), role: z.enum(['user', 'assistant']), content: z.string(), depth: z.number() })),
  /** Whether the branch has older messages than these. */
  more: z.boolean(),
})
export type SaidBefore = z.infer<typeof SaidBefore>

/** What was said before, with the files of a question. */
export type Earlier = { role: 'user' | 'assistant'; content: string; attachments: Attachment[]; depth: number }

/** @param files those of the conversation's questions, by question */
export const earlierWith = (said: SaidBefore | null, files: Record<string, Attachment[]> | null): Earlier[] =>
  said?.messages.map(({ id, ...message }) => ({ ...message, attachments: files?.[id] ?? [] })) ?? []

/**
 * The newest whole messages of the branch that ends at a message, by one step for each; an answer without a word says nothing to a model.
 * @param message a query that gives its id, or null
 * @returns an expression for a SaidBefore as JSON; null where there is no such message
 */
export const saidUpTo = (message: SQL): SQL => sql`(
  with recursive branch as (
    select m.id, m.parent_id, m.depth, m.role, m.content, length(m.content) as so_far, 1 as step from chat_messages m where m.id = (${message})
    union all
    select m.id, m.parent_id, m.depth, m.role, m.content, b.so_far + length(m.content), b.step + 1 from branch b join chat_messages m on m.id = b.parent_id
    where b.step < ${sql.raw(String(READ_MAX_MESSAGES))} and b.so_far + length(m.content) <= ${sql.raw(String(READ_MAX_CHARS))}
  )
  select jsonb_build_object('more', (select parent_id is not null from branch order by step desc limit 1),
    'messages', coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'content', content, 'depth', depth) order by step desc) filter (where content <> ''), '[]'::jsonb))
  from branch having count(*) > 0
)`
