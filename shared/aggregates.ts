import { z } from 'zod'
import { success } from './envelope.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { text } from './text.ts'
import { isZone } from './zones.ts'

/** Rows that figures are made of unless all are asked for: a tenth of a second of PostgreSQL's time, whatever the collection holds. */
export const EXAMINED_MAX = 50_000
/** Fields of one request. */
export const AGGREGATE_FIELDS_MAX = 50
export const GROUPS_MAX = 1000
export const FACET_FIELDS_MAX = 20
export const FACET_VALUES_MAX = 100
/** Longer texts are told, and rows are grouped, by their beginning. */
export const FIGURE_TEXT_MAX = 200
/** Parts of equal width that numbers and moments are counted in. */
export const HISTOGRAM_PARTS = 12

export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Period = (typeof periods)[number]

const key = /^[a-z][a-z0-9_]{0,62}$/
const keys = (most: number) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}(,[a-z][a-z0-9_]{0,62})*$/)
    .refine((value) => value.split(',').length <= most, { error: `At most ${most} fields at once.` })
    .refine((value) => new Set(value.split(',')).size === value.split(',').length, { error: 'Each field can be named once.' })
const digits = (most: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(most))
const narrowing = {
  q: text(0, 500).optional().describe('As of the list.'),
  filter: text(1, FILTER_TEXT_MAX).optional().describe('As of the list.'),
}

/** A database of other zones than this program's refuses it itself. */
export const Zone = z
  .string()
  .max(64)
  // What is no name, as +08:00, means the opposite to PostgreSQL.
  .regex(/^[A-Za-z]/)
  .refine(isZone, { error: 'There is no such time zone.' })
  .prefault('UTC')
  .describe('Of the periods of moments: an IANA name, as Asia/Shanghai. A date is the same day everywhere.')

export const AggregateQuery = z.strictObject({
  ...narrowing,
  fields: keys(AGGREGATE_FIELDS_MAX)
    .optional()
    .describe(`Keys of up to ${AGGREGATE_FIELDS_MAX} fields, or name, description, created_at, updated_at, whose figures are wanted.`)
    .meta({ example: 'revenue,next_call' }),
  group: z
    .string()
    .regex(key)
    .optional()
    .describe(
      'The key of a field, but of a long text: the figures are given for each of its values too; of texts for each that begins with the same 200 characters.',
    ),
  by: z
    .enum(periods)
    .optional()
    .describe('Where it is grouped by a date or a moment: how long each group is; a month where nothing is said. Weeks begin on Monday.'),
  zone: Zone,
  order: z
    .enum(['rows', 'latest'])
    .prefault('rows')
    .describe('Which groups come first, and remain where there are more than the limit: those of most rows, or of periods the latest.'),
  limit: digits(GROUPS_MAX).prefault('200').describe('How many groups at most; those of most rows, or the latest.').meta({ example: '200' }),
})
export type AggregateQuery = z.infer<typeof AggregateQuery>

const Decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .nullable()
export const FieldFigures = z
  .object({
    filled: z.int().describe('Rows that have a value.'),
    empty: z.int().describe('Rows that have none.'),
    checked: z.int().optional().describe('Of a checkbox: how many are ticked; it is empty nowhere.'),
    sum: Decimal.optional().describe('Of numbers and currencies: exact, as a decimal in text; null of no value.'),
    avg: Decimal.optional().describe('The sum by the number of values, to twelve places.'),
    min: z.union([z.number(), z.string()]).nullable().optional().describe('Of numbers, currencies, dates and moments.'),
    max: z.union([z.number(), z.string()]).nullable().optional(),
  })
  .meta({ id: 'FieldFigures' })
export type FieldFigures = z.infer<typeof FieldFigures>
const figures = z.record(z.string(), FieldFigures).describe('By the keys that were asked for.')

export const Group = z
  .object({
    value: z.union([z.string(), z.number(), z.boolean()]).nullable().describe('What its rows hold: the first day of a period; null of rows without a value.'),
    count: z.int(),
    fields: figures,
  })
  .meta({ id: 'Group' })
export type Group = z.infer<typeof Group>

const examined = {
  exact: z.boolean().describe(`Whether every row was looked at. Else the figures are those of the newest ${EXAMINED_MAX} rows, and counts are at least that.`),
  examined: z.int().describe('How many rows were looked at, of which those count that the filter is true of.'),
}

export const Aggregate = z
  .object({
    count: z.int().describe('How many match, of those that were looked at.'),
    ...examined,
    fields: figures,
    groups: z
      .array(Group)
      .nullable()
      .describe('Those of most rows first, or the latest; a row with several values is in each of its groups. null where nothing is grouped.'),
    more_groups: z.boolean().describe('Whether there are more groups than the limit.'),
  })
  .meta({ id: 'Aggregate' })
export type Aggregate = z.infer<typeof Aggregate>

export const FacetQuery = z.strictObject({
  ...narrowing,
  fields: keys(FACET_FIELDS_MAX).describe(`Keys of up to ${FACET_FIELDS_MAX} fields.`).meta({ example: 'state,tags' }),
  limit: digits(FACET_VALUES_MAX).prefault('20').describe('How many values of each at most; those of most rows.').meta({ example: '20' }),
})
export type FacetQuery = z.infer<typeof FacetQuery>

const FacetValue = z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.int() })
const HistogramPart = z.object({
  from: z.union([z.number(), z.string()]),
  to: z.union([z.number(), z.string()]).describe('Belongs to the next part, but for the last.'),
  count: z.int(),
})
export const Facet = z
  .object({
    empty: z.int(),
    values: z.array(FacetValue).describe('Those of most rows first. Of long texts the first 200 characters.'),
    more: z.boolean().describe('Whether there are other values.'),
    histogram: z.array(HistogramPart).nullable().describe('Of numbers, dates and moments with more than one value: parts of equal width, in their order.'),
  })
  .meta({ id: 'Facet' })
export type Facet = z.infer<typeof Facet>

export const Facets = z.object({ count: z.int(), ...examined, fields: z.record(z.string(), Facet) }).meta({ id: 'Facets' })
export type Facets = z.infer<typeof Facets>

export const AggregateEnvelope = success('AggregateEnvelope', Aggregate)
export const FacetsEnvelope = success('FacetsEnvelope', Facets)
