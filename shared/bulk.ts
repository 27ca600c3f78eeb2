import { z } from 'zod'
import { success } from './envelope.ts'
import { ErrorDetail } from './errors.ts'
import { FieldKey } from './fields.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { CreateCollectionItem, ItemDescription, ItemName, Values } from './items.ts'
import { Id, text } from './text.ts'

/** Rows of one request that come one by one. */
export const BULK_ROWS_MAX = 1000
/** Rows that one request changes by a filter; as many as are undone at once. */
export const BULK_MATCHES_MAX = 10_000
/** Rows of a dry run that are shown as they were and as they would be. */
export const BULK_SAMPLE = 10

const values = Values.describe('By the keys of the collection’s fields; null for no value. What is not sent stays.')
const version = z.int().positive().optional().describe('Which version it must have; any where nothing is said.')
const rows = <T extends z.ZodType>(row: T) => z.array(row).min(1).max(BULK_ROWS_MAX).optional()

export const BulkUpdate = z
  .strictObject({ id: Id, version, name: ItemName.optional(), description: ItemDescription.optional(), values: values.optional() })
  .meta({ id: 'BulkUpdate' })
export type BulkUpdate = z.infer<typeof BulkUpdate>
export const BulkId = z.strictObject({ id: Id, version }).meta({ id: 'BulkId' })
export type BulkId = z.infer<typeof BulkId>

const how = {
  atomic: z.boolean().optional().describe('false writes the rows that can be written and says of each of the others why not. Else all are written, or none.'),
  dry_run: z.boolean().optional().describe('Says what would be written, and writes nothing.'),
}

export const BulkWrite = z
  .strictObject({
    create: rows(CreateCollectionItem),
    update: rows(BulkUpdate),
    delete: rows(BulkId).describe('To the trash.'),
    restore: rows(BulkId).describe('From the trash.'),
    ...how,
  })
  .refine(({ create, update, delete: gone, restore }) => [create, update, gone, restore].reduce((sum, part) => sum + (part?.length ?? 0), 0) <= BULK_ROWS_MAX, {
    error: `At most ${BULK_ROWS_MAX} rows in all.`,
  })
  .meta({ id: 'BulkWrite' })
export type BulkWrite = z.infer<typeof BulkWrite>

export const BulkUpsert = z
  .strictObject({
    key: z.union([FieldKey, z.literal('name')]).describe('What tells that a row is there already: `name`, or the key of a field of one text, number or date.'),
    items: z.array(CreateCollectionItem).min(1).max(BULK_ROWS_MAX),
    ...how,
  })
  .meta({ id: 'BulkUpsert' })
export type BulkUpsert = z.infer<typeof BulkUpsert>

export const BulkMatching = z
  .strictObject({
    filter: text(1, FILTER_TEXT_MAX).optional(),
    q: text(1, 500).optional(),
    expected_count: z
      .int()
      .min(0)
      .max(BULK_MATCHES_MAX)
      .optional()
      .describe('How many rows are meant. Where there are more or fewer, nothing is changed. Only a dry run, which tells, does without.'),
    operation: z.enum(['update', 'delete']),
    values: values.optional().describe('Of an update: what each of them holds from now on, by the keys of fields; null for no value.'),
    name: ItemName.optional(),
    description: ItemDescription.optional(),
    dry_run: how.dry_run,
  })
  .refine(({ expected_count, dry_run }) => dry_run === true || expected_count !== undefined, {
    error: 'Say how many rows are meant; a dry run tells.',
    path: ['expected_count'],
  })
  .refine(({ filter, q }) => filter !== undefined || q !== undefined, { error: 'Say which rows: filter, q, or both.', path: ['filter'] })
  .meta({ id: 'BulkMatching' })
export type BulkMatching = z.infer<typeof BulkMatching>

export const bulkOperations = ['create', 'update', 'delete', 'restore'] as const
export const BulkRow = z
  .object({
    operation: z.enum(bulkOperations),
    index: z.int().describe('Its place in the list that it came in.'),
    status: z.enum(['written', 'unchanged', 'failed']),
    id: Id.nullable().describe('null of a row that was not created.'),
    version: z.int().positive().nullable(),
    code: z.string().nullable().describe('Of a failed row: as the error would be called.'),
    details: z.array(ErrorDetail),
  })
  .meta({ id: 'BulkRow' })
export type BulkRow = z.infer<typeof BulkRow>

const Shown = z.object({ name: z.string(), description: z.string().nullable(), values: Values })
export const BulkResult = z
  .object({
    change_set_id: Id.nullable().describe('What undoes it; null where nothing was written.'),
    created: z.int(),
    updated: z.int(),
    deleted: z.int(),
    restored: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    rows: z.array(BulkRow).describe('Each row that was sent, in its order: create, update, delete, restore. Of rows by a filter only those that failed.'),
    sample: z
      .array(z.object({ id: Id.nullable(), before: Shown.nullable(), after: Shown.nullable() }))
      .describe(`Of a dry run: the first ${BULK_SAMPLE} rows as they are and as they would be.`),
  })
  .meta({ id: 'BulkResult' })
export type BulkResult = z.infer<typeof BulkResult>
export const BulkResultEnvelope = success('BulkResultEnvelope', BulkResult)
