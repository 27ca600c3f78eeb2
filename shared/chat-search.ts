import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp, text } from './text.ts'

export const CHAT_SEARCH_MAX = 200

/** In UTF-16 units of the text that it belongs to; `end` is behind the last one. */
export const Match = z.object({ start: z.int().nonnegative(), end: z.int().positive() }).meta({ id: 'Match' })
export type Match = z.infer<typeof Match>

export const ChatSearchHit = z
  .object({
    session: z.object({ id: Id, title: z.string(), archived: z.boolean(), updated_at: Timestamp }),
    title_matches: z.array(Match).describe('Where the words stand in the title.'),
    message: z
      .object({ id: Id, role: z.enum(['user', 'assistant']), created_at: Timestamp })
      .nullable()
      .describe('Where they were found; null where it is the title alone.'),
    excerpt: z.string().describe('A piece of the message on one line; empty for a title.'),
    matches: z.array(Match).describe('Where the words stand in the excerpt.'),
  })
  .meta({ id: 'ChatSearchHit' })
export type ChatSearchHit = z.infer<typeof ChatSearchHit>

export const ChatSearchQuery = z.strictObject({
  q: text(1, CHAT_SEARCH_MAX).describe('Words; all must occur in one title or one message. Chinese needs no spaces, and one character is enough.'),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .prefault('20'),
  cursor: z.string().min(1).max(400).optional(),
})
export type ChatSearchQuery = z.infer<typeof ChatSearchQuery>

export const ChatSearchEnvelope = success('ChatSearchEnvelope', z.object({ hits: z.array(ChatSearchHit), next_cursor: z.string().nullable() }))
