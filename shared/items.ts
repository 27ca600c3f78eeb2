import { z } from 'zod'
import { success } from './envelope.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { COSTLY_SKIP_MAX, PageQuery, page } from './pagination.ts'
import { Id, Timestamp, text } from './text.ts'

export const NAME_MAX = 255
export const DESCRIPTION_MAX = 100_000

export const ItemName = text(1, NAME_MAX)
  .refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })
  .meta({ description: 'What the item is called.', example: '季度报告' })
export const ItemDescription = text(0, DESCRIPTION_MAX).nullable().meta({ description: 'Anything more; null for none.', example: '第三季度销售数据' })

export const Item = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string().nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    version: z.int().positive().describe('Counts the changes; also the ETag.'),
    deleted_at: Timestamp.optional().describe('Since when it is in the trash; missing of what is not.'),
  })
  .meta({ id: 'Item' })
export type Item = z.infer<typeof Item>

/** What the fields of an item hold, by their keys; a field without a value is not there. */
export const Values = z.record(z.string(), z.unknown())
export type Values = z.infer<typeof Values>

/** An item of a collection, with what its fields hold. */
export const CollectionItem = z.object({ ...Item.shape, values: Values }).meta({ id: 'CollectionItem' })
export type CollectionItem = z.infer<typeof CollectionItem>

export const CreateItem = z.strictObject({ name: ItemName, description: ItemDescription.optional() }).meta({ id: 'CreateItem' })
export type CreateItem = z.infer<typeof CreateItem>

export const UpdateItem = z
  .strictObject({ name: ItemName.optional(), description: ItemDescription.optional() })
  .meta({ id: 'UpdateItem', description: 'The fields that are sent are changed; null clears a description.' })
export type UpdateItem = z.infer<typeof UpdateItem>

const values = Values.describe('By the keys of the collection’s fields; null for no value.').meta({ example: { due_date: '2026-12-31' } })
export const CreateCollectionItem = z
  .strictObject({ name: ItemName, description: ItemDescription.optional(), values: values.optional() })
  .meta({ id: 'CreateCollectionItem' })
export type CreateCollectionItem = z.infer<typeof CreateCollectionItem>

export const UpdateCollectionItem = z
  .strictObject({ name: ItemName.optional(), description: ItemDescription.optional(), values: values.optional() })
  .meta({ id: 'UpdateCollectionItem', description: 'What is sent is changed, field by field; null clears.' })
export type UpdateCollectionItem = z.infer<typeof UpdateCollectionItem>

export const itemSortFields = ['created_at', 'updated_at', 'deleted_at', 'name'] as const
export type ItemSortField = (typeof itemSortFields)[number]
export type ItemSort = { field: ItemSortField; descending: boolean }[]

const sortPattern = new RegExp(`^-?(${itemSortFields.join('|')})(,-?(${itemSortFields.join('|')}))*$`)
/** How a list is sorted where nobody has said: the newest first, and in the trash what came there last. */
export const defaultItemSort = (trash: boolean) => (trash ? '-deleted_at' : '-created_at')
/** Only what is in the trash has a time of deletion. */
export const canSortItems = (sort: string, trash: boolean) => trash || !sort.includes('deleted_at')

function isEachOnce(value: string): boolean {
  return new Set(value.replaceAll('-', '').split(',')).size === value.split(',').length
}

/** `-updated_at,name` as a list; each field once. */
export const ItemSortParam = z
  .string()
  .max(100)
  .regex(sortPattern)
  .refine(isEachOnce, { error: 'Each field can be sorted by once.' })
  .meta({ description: `Fields to sort by, each with - for descending: ${itemSortFields.join(', ')}.`, example: '-updated_at,name' })

export function parseItemSort(value: string): ItemSort {
  return value.split(',').map((part) => ({
    field: itemSortFields.find((field) => field === part.replace('-', '')) ?? 'created_at',
    descending: part.startsWith('-'),
  }))
}

/** Fields that one list is sorted by. */
export const SORT_FIELDS_MAX = 4

/** As of items, and by the keys of fields. */
export const CollectionSortParam = z
  .string()
  .max(300)
  .regex(/^-?[a-z][a-z0-9_]{0,62}(,-?[a-z][a-z0-9_]{0,62}){0,3}$/)
  .refine(isEachOnce, { error: 'Each field can be sorted by once.' })
  .meta({ description: `Up to ${SORT_FIELDS_MAX} fields to sort by, each with - for descending.`, example: '-revenue,name' })

/** `-revenue,name` as a list. */
export const parseSort = (value: string): { field: string; descending: boolean }[] =>
  value.split(',').map((part) => ({ field: part.replace('-', ''), descending: part.startsWith('-') }))

/** Whether an index alone tells where a row of the list stands. */
export const isSkippedByIndex = ({ q, filter, sort }: { q?: string | undefined; filter?: string | undefined; sort?: string | undefined }) =>
  !q?.trim() && !filter && itemSortFields.some((field) => (sort ?? 'created_at').replace('-', '') === field)

const listItems = PageQuery.extend({
  sort: ItemSortParam.optional().describe(
    `Fields to sort by, each with - for descending: ${itemSortFields.join(', ')}. Else -created_at; in the trash, which alone has it, -deleted_at.`,
  ),
  q: text(0, 500).optional().describe('Words to find in name and description; Chinese needs no spaces. All must occur.'),
  filter: text(1, FILTER_TEXT_MAX)
    .optional()
    .describe('What must be true of each, as `state = "done" and due < 2026-12-01`, or as a tree in JSON; see docs/collections.md.'),
  trash: z.enum(['true', 'false']).prefault('false').describe('true lists what was deleted instead.'),
})
const oneStart = (query: { cursor?: string | undefined; skip?: number | undefined }) => !(query.cursor && query.skip)
const oneStartError = { error: 'Use cursor or skip, not both.', path: ['skip'] }
const isWithin = (query: { skip?: number | undefined; q?: string | undefined; filter?: string | undefined; sort?: string | undefined }) =>
  (query.skip ?? 0) <= COSTLY_SKIP_MAX || isSkippedByIndex(query)
const withinError = { error: 'Of a search, a filter or a sort by other fields at most 100,000 rows are passed over; go on by cursor.', path: ['skip'] }
const isSortable = (query: { sort?: string | undefined; trash: string }) => canSortItems(query.sort ?? '', query.trash === 'true')
const sortableError = { error: 'Only the trash can be sorted by deleted_at.', path: ['sort'] }
export const ListItemsQuery = listItems.refine(oneStart, oneStartError).refine(isWithin, withinError).refine(isSortable, sortableError)
export type ListItemsQuery = z.infer<typeof ListItemsQuery>

export const ListCollectionItemsQuery = listItems
  .extend({
    sort: CollectionSortParam.optional().describe(
      `Up to ${SORT_FIELDS_MAX} fields to sort by, each with - for descending: keys of the collection’s fields, ${itemSortFields.join(', ')}. Where there is no value it comes first.`,
    ),
  })
  .refine(oneStart, oneStartError)
  .refine(isWithin, withinError)
  .refine(isSortable, sortableError)
export type ListCollectionItemsQuery = z.infer<typeof ListCollectionItemsQuery>

export const ItemPage = page('ItemPage', Item)
export type ItemPage = z.infer<typeof ItemPage>

export const ItemChange = z
  .object({
    version: z.int().positive(),
    operation: z.enum(['create', 'update', 'delete', 'restore']),
    actor_id: Id.nullable().describe('null where it was changed past the program.'),
    change_set_id: Id.nullable().describe('What it was changed with, and can be undone with; null of what is older than change sets.'),
    at: Timestamp,
    before: z.object({ name: z.string(), description: z.string().nullable(), values: Values.optional() }).nullable(),
    after: z.object({ name: z.string(), description: z.string().nullable(), values: Values.optional() }),
  })
  .meta({ id: 'ItemChange' })

export const ItemEnvelope = success('ItemEnvelope', Item)
export const ItemPageEnvelope = success('ItemPageEnvelope', ItemPage)
export const ItemHistoryEnvelope = success('ItemHistoryEnvelope', z.object({ changes: z.array(ItemChange) }))
export const ItemParams = z.strictObject({ id: Id })

export const CollectionItemPage = page('CollectionItemPage', CollectionItem)
export const CollectionItemEnvelope = success('CollectionItemEnvelope', CollectionItem)
export const CollectionItemPageEnvelope = success('CollectionItemPageEnvelope', CollectionItemPage)
