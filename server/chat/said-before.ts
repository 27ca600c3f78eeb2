import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Attachment } from '#shared/attachments.ts'
import { HISTORY_TOKENS_MAX } from './prompt.ts'

/** More of a conversation than any model takes; what fits is decided by prompt.ts. */
const READ_MAX_MESSAGES = 400
const READ_MAX_CHARS = 400_000
/** One longer than this never fits whole: its two ends are read. */
const READ_WHOLE_CHARS = 4 * HISTORY_TOKENS_MAX
/** What is left of a long one (shorten.ts) takes no more room than this. */
const CUT_CHARS = READ_WHOLE_CHARS / 4

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

const content = sql.raw(
  `case when length(m.content) > ${READ_WHOLE_CHARS} then left(m.content, ${READ_WHOLE_CHARS / 2}) || right(m.content, ${READ_WHOLE_CHARS / 2}) else m.content end as content`,
)
const length = sql.raw(`least(length(m.content), ${CUT_CHARS})`)

/**
 * The newest messages of the branch that ends at a message, by one step for each; an answer without a word says nothing to a model.
 * @param message a query that gives its id, or null
 * @returns an expression for a SaidBefore as JSON; null where there is no such message
 */
export const saidUpTo = (message: SQL): SQL => sql`(
  with recursive branch as (
    select m.id, m.parent_id, m.depth, m.role, ${content}, ${length} as so_far, 1 as step from chat_messages m where m.id = (${message})
    union all
    select m.id, m.parent_id, m.depth, m.role, ${content}, b.so_far + ${length}, b.step + 1 from branch b join chat_messages m on m.id = b.parent_id
    where b.step < ${sql.raw(String(READ_MAX_MESSAGES))} and b.so_far + ${length} <= ${sql.raw(String(READ_MAX_CHARS))}
  )
  select jsonb_build_object('more', (select parent_id is not null from branch order by step desc limit 1),
    'messages', coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'content', content, 'depth', depth) order by step desc) filter (where content <> '' or role = 'user'), '[]'::jsonb))
  from branch having count(*) > 0
)`
