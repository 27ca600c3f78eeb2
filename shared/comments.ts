import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp, text } from './text.ts'

export const COMMENT_MAX = 4000
/** Items of one request whose comments are counted: those of a page. */
export const COUNTED_ITEMS_MAX = 100

const body = text(1, COMMENT_MAX)
  .refine((value) => value.trim() !== '', { error: 'A comment needs a visible character.' })
  .describe('Plain text: line breaks are kept, addresses are shown as links, nothing else is understood.')

export const Comment = z
  .object({
    id: Id,
    item_id: Id,
    body: z.string(),
    author_id: Id,
    author_name: z.string().nullable().describe('null where the account is gone.'),
    version: z.int().positive().describe('Counts the changes; also the ETag. More than one: it was changed.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Comment' })
export type Comment = z.infer<typeof Comment>

export const WriteComment = z.strictObject({ body }).meta({ id: 'WriteComment' })
export type WriteComment = z.infer<typeof WriteComment>

export const ListCommentsQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .prefault('20')
    .meta({ example: '20' }),
  cursor: z.string().min(1).max(500).optional().describe('`next_cursor` of the page before.'),
})
export type ListCommentsQuery = z.infer<typeof ListCommentsQuery>

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
export const CommentCountsQuery = z.strictObject({
  items: z
    .string()
    .regex(new RegExp(`^${id}(?:,${id}){0,${COUNTED_ITEMS_MAX - 1}}$`))
    .describe(`Ids of up to ${COUNTED_ITEMS_MAX} items, with commas.`)
    .meta({ example: '019abf00-0000-7000-8000-000000000000' }),
})

export const CommentParams = z.strictObject({ id: Id })
export const CommentEnvelope = success('CommentEnvelope', Comment)
export const CommentPageEnvelope = success(
  'CommentPageEnvelope',
  z.object({
    comments: z.array(Comment).describe('Newest first.'),
    total: z.int(),
    next_cursor: z.string().nullable().describe('Of the page before them in time.'),
  }),
)
export const CommentCountsEnvelope = success(
  'CommentCountsEnvelope',
  z.object({ counts: z.array(z.object({ item_id: Id, count: z.int().positive() })).describe('Of the items that have any.') }),
)
