import { z } from 'zod'
import { periods, Zone } from './aggregates.ts'
import { Slug } from './collections.ts'
import { success } from './envelope.ts'
import { FieldKey } from './fields.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { Id, Timestamp, text } from './text.ts'

/** On the start page of a workspace: more than anybody looks at. */
export const TILES_MAX = 50

export const tileKinds = ['number', 'trend', 'bar', 'line', 'pie', 'table'] as const
export type TileKind = (typeof tileKinds)[number]
export const tileFigures = ['count', 'sum', 'avg', 'min', 'max', 'filled', 'empty', 'checked'] as const
export type TileFigure = (typeof tileFigures)[number]

const settings = {
  title: text(1, 100).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' }),
  kind: z.enum(tileKinds).describe('A number alone; one with its course over time; or a chart or a table of the groups.'),
  collection: Slug,
  view_id: Id.nullable().describe('Of which view the rows are; null for those of `filter`. Whoever may not see the view sees no figure.'),
  filter: text(0, FILTER_TEXT_MAX).describe('As of the list; empty for all rows.'),
  figure: z.enum(tileFigures).describe('What is told: how many rows, or a figure of `field`.'),
  field: FieldKey.nullable(),
  group: FieldKey.nullable().describe('Of which field the groups are; null for a number alone.'),
  by: z.enum(periods).nullable().describe('Where it is a date or a moment: how long each group is.'),
  wide: z.boolean().describe('Whether it takes the whole width.'),
}

export const Tile = z
  .object({ id: Id, ...settings, version: z.int().positive().describe('Counts the changes; also the ETag.'), created_at: Timestamp, updated_at: Timestamp })
  .meta({ id: 'Tile' })
export type Tile = z.infer<typeof Tile>

type Given = { kind?: TileKind | undefined; figure?: TileFigure | undefined; field?: string | null | undefined; group?: string | null | undefined }
const isWhole = ({ kind, figure, field, group }: Given) => (figure === 'count' || field != null) && (kind === 'number' || group != null)
export const incomplete = 'A figure needs a field, and a chart needs a group.'

export const CreateTile = z
  .strictObject({
    ...settings,
    view_id: settings.view_id.default(null),
    filter: settings.filter.default(''),
    field: settings.field.default(null),
    group: settings.group.default(null),
    by: settings.by.default(null),
    wide: settings.wide.default(false),
  })
  .refine(isWhole, { error: incomplete, path: ['figure'] })
  .meta({ id: 'CreateTile' })
export type CreateTile = z.infer<typeof CreateTile>

export const UpdateTile = z.strictObject(settings).partial().meta({ id: 'UpdateTile', description: 'What is sent is changed.' })
export type UpdateTile = z.infer<typeof UpdateTile>
export const TileSettings = z.object(settings).refine(isWhole)
export type TileSettings = z.infer<typeof TileSettings>

export const ArrangeTiles = z
  .strictObject({
    order: z
      .array(Id)
      .max(TILES_MAX)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'Each can be there once.' })
      .describe('The ids of the tiles in their new order; what is not named stands behind.'),
  })
  .meta({ id: 'ArrangeTiles' })
export type ArrangeTiles = z.infer<typeof ArrangeTiles>

export const TileParams = z.strictObject({ id: Id })
export const TileFiguresQuery = z.strictObject({ zone: Zone })
export const TileEnvelope = success('TileEnvelope', Tile)
export const TilesEnvelope = success('TilesEnvelope', z.object({ tiles: z.array(Tile) }))
