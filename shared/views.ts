import { z } from 'zod'
import { periods } from './aggregates.ts'
import { Slug } from './collections.ts'
import { success } from './envelope.ts'
import { FieldKey } from './fields.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { CollectionSortParam } from './items.ts'
import { checkFilter, FilterError, parseFilter } from './parse-filter.ts'
import { Id, Timestamp, text } from './text.ts'

/** Of one collection, that one person sees: more than anybody finds their way in. */
export const VIEWS_MAX = 200
export const VIEW_NAME_MAX = 100
export const VIEW_COLUMNS_MAX = 210
export const PINNED_MAX = 20
/** In pixels. */
const WIDTH_MAX = 2000

export const viewKinds = ['grid', 'board', 'calendar'] as const
export type ViewKind = (typeof viewKinds)[number]
export const viewSummaries = ['none', 'filled', 'empty', 'share', 'sum', 'avg', 'min', 'max', 'checked', 'unchecked', 'checkedShare'] as const
export type ViewSummary = (typeof viewSummaries)[number]

const name = text(1, VIEW_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })

function isFilter(value: string): boolean {
  try {
    if (value.trimStart().startsWith('{')) checkFilter(JSON.parse(value))
    else if (value !== '') parseFilter(value)
    return true
  } catch (error) {
    if (error instanceof FilterError || error instanceof SyntaxError) return false
    throw error
  }
}

const Column = z
  .strictObject({
    key: FieldKey,
    width: z.int().min(1).max(WIDTH_MAX).optional().describe('In pixels; as wide as its type is where nothing is said.'),
    hidden: z.boolean().optional(),
    summary: z.enum(viewSummaries).optional().describe('What it comes to at the foot.'),
  })
  .meta({ id: 'ViewColumn' })
export type ViewColumn = z.infer<typeof Column>

/** How the rows of a collection are shown. What it names may be gone since: then it is shown without. */
const settings = {
  kind: z.enum(viewKinds).describe('grid; a board of the choices of `group`; a calendar by the date `group`.'),
  q: text(0, 500).describe('Words that rows must have; empty for none.'),
  filter: text(0, FILTER_TEXT_MAX).refine(isFilter, { error: 'The filter cannot be read.' }).describe('As of the list; empty for none.'),
  sort: CollectionSortParam.or(z.literal('')).describe('As of the list; empty for the newest first.'),
  columns: z
    .array(Column)
    .max(VIEW_COLUMNS_MAX)
    .refine((columns) => new Set(columns.map(({ key }) => key)).size === columns.length, { error: 'Each column can be named once.' })
    .describe('In their order; what is not named stands behind, as it is.'),
  pinned: z.int().min(0).max(PINNED_MAX).describe('How many of the first columns, beside the name and with those that are hidden, stay in view.'),
  group: FieldKey.nullable().describe('The key of the field that rows are grouped by; null for none.'),
  by: z.enum(periods).nullable().describe('Where it is a date or a moment: how long each group is.'),
}
export const ViewSettings = z.object(settings)
export type ViewSettings = z.infer<typeof ViewSettings>

export const View = z
  .object({
    id: Id,
    name: z.string(),
    ...settings,
    columns: z.array(z.object(Column.shape).meta({ id: 'ViewColumnShown' })),
    shared: z.boolean().describe('Whether everybody sees it who may read the collection.'),
    is_default: z.boolean().describe('Whether the collection opens with it.'),
    mine: z.boolean().describe('Whether the caller made it.'),
    version: z.int().positive().describe('Counts the changes; also the ETag.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'View' })
export type View = z.infer<typeof View>

const sharing = {
  shared: z.boolean().optional().describe('With `collections:manage`: for everybody who may read the collection. Else one’s own.'),
  is_default: z.boolean().optional().describe('With `collections:manage`: the collection opens with it, which must be shared; no other one then does.'),
}

export const CreateView = z.strictObject({ name, ...z.object(settings).partial().shape, ...sharing }).meta({ id: 'CreateView' })
export type CreateView = z.infer<typeof CreateView>

export const UpdateView = z
  .strictObject({ name: name.optional(), ...z.object(settings).partial().shape, ...sharing })
  .meta({ id: 'UpdateView', description: 'What is sent is changed.' })
export type UpdateView = z.infer<typeof UpdateView>

export const ViewParams = z.strictObject({ slug: Slug, id: Id })
export const ViewEnvelope = success('ViewEnvelope', View)
export const ViewsEnvelope = success('ViewsEnvelope', z.object({ views: z.array(View) }))
