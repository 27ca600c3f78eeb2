import { z } from 'zod'
import { success } from './envelope.ts'
import { CreateField, FIELDS_MAX, Field, FieldKey, FieldPreview } from './fields.ts'
import { Id, Timestamp, text } from './text.ts'

/** Of a workspace: more than anybody finds their way in. */
export const COLLECTIONS_MAX = 500
export const COLLECTION_NAME_MAX = 100
/** The collection that every workspace begins with; its items are those of `/api/v1/items`. */
export const ITEMS = 'items'

export const Slug = z
  .string()
  .regex(/^(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .meta({ description: 'What a collection is called in addresses; small letters, digits and -. Never changes.', example: 'customers' })

const name = text(1, COLLECTION_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })
const description = text(0, 2000).nullable()

export const Collection = z
  .object({
    id: Id,
    slug: Slug,
    name: z.string(),
    description: z.string().nullable(),
    fields: z.array(Field).describe('In their order; beside name and description, which every item has.'),
    deleted_fields: z.array(Field).describe('What can be restored, with all that it held.'),
    version: z.int().positive().describe('Counts the changes; also the ETag.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Collection' })
export type Collection = z.infer<typeof Collection>

export const CreateCollection = z
  .strictObject({
    slug: Slug.optional().describe('Made from the name where it is not given.'),
    name,
    description: description.optional(),
    fields: z.array(CreateField).max(FIELDS_MAX).optional(),
  })
  .meta({ id: 'CreateCollection' })
export type CreateCollection = z.infer<typeof CreateCollection>

export const UpdateCollection = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    field_order: z.array(FieldKey).max(FIELDS_MAX).optional().describe('The keys of all fields in their new order.'),
  })
  .meta({ id: 'UpdateCollection' })
export type UpdateCollection = z.infer<typeof UpdateCollection>

export const CollectionParams = z.strictObject({ slug: Slug })
export const CollectionItemParams = z.strictObject({ slug: Slug, id: Id })
export const ItemFileParams = CollectionItemParams.extend({ file: Id })
export const FieldParams = z.strictObject({ slug: Slug, key: FieldKey })
export const CollectionEnvelope = success('CollectionEnvelope', Collection)
export const FieldPreviewEnvelope = success('FieldPreviewEnvelope', FieldPreview)
export const CollectionsEnvelope = success('CollectionsEnvelope', z.object({ collections: z.array(Collection) }))
