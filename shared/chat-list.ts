import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp, text } from './text.ts'

export const FOLDER_NAME_MAX = 100
/** They come in one answer, and stand in one menu. */
export const FOLDERS_MAX = 200

export const SessionsQuery = z.strictObject({
  view: z
    .enum(['active', 'archived', 'deleted'])
    .prefault('active')
    .describe('`active`: neither archived nor deleted, the pinned ones first. `deleted`: what was deleted lately, the last first.'),
  folder: z
    .union([z.literal('none'), Id])
    .optional()
    .describe('Only those of one folder, or of `none`. Of the view `active`.'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .prefault('50'),
  cursor: z.string().min(1).max(300).optional(),
})
export type SessionsQuery = z.infer<typeof SessionsQuery>
export type SessionView = SessionsQuery['view']

export const ChatFolder = z
  .object({ id: Id, name: z.string(), session_count: z.int().describe('Conversations in it, without archived and deleted ones.'), created_at: Timestamp })
  .meta({ id: 'ChatFolder' })
export type ChatFolder = z.infer<typeof ChatFolder>

export const WriteChatFolder = z
  .strictObject({ name: text(1, FOLDER_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' }) })
  .meta({ id: 'WriteChatFolder' })

export const FolderParams = z.strictObject({ id: Id })

export const ChatFolderEnvelope = success('ChatFolderEnvelope', ChatFolder)
export const ChatFoldersEnvelope = success('ChatFoldersEnvelope', z.object({ folders: z.array(ChatFolder).describe(`${FOLDERS_MAX} at most.`) }))
export const PurgedEnvelope = success('PurgedEnvelope', z.object({ purged: z.int().describe('How many conversations went for good.') }))
