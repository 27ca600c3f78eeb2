import { z } from 'zod'
import { success } from './envelope.ts'

/** As long as an item may be kept in the trash: ten years. */
export const TRASH_DAYS_MAX = 3650

export const Trash = z
  .object({
    count: z.int().describe('How many items are in it.'),
    retention_days: z
      .int()
      .positive()
      .nullable()
      .describe('How long each is kept after its deletion, until it goes for good; null where it is kept until somebody deletes it for good.'),
  })
  .meta({ id: 'Trash' })
export type Trash = z.infer<typeof Trash>

export const EmptyTrashQuery = z.strictObject({
  expected_count: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .describe('How many items the trash has, as `getTrash` says it: where it has others, nothing is deleted.')
    .meta({ example: '12' }),
})

export const EmptiedTrash = z
  .object({
    purged: z.int().describe('How many went for good.'),
    remaining: z.int().describe('How many are left, of a long trash: ask again, with this as the expected count.'),
  })
  .meta({ id: 'EmptiedTrash' })
export type EmptiedTrash = z.infer<typeof EmptiedTrash>

export const TrashEnvelope = success('TrashEnvelope', Trash)
export const EmptiedTrashEnvelope = success('EmptiedTrashEnvelope', EmptiedTrash)
