import { z } from 'zod'
import { FIELDS_MAX } from './fields.ts'
import { FILTER_TEXT_MAX } from './filter.ts'
import { CollectionSortParam, canSortItems } from './items.ts'
import { text } from './text.ts'
import { isZone } from './zones.ts'

export const exportFormats = ['csv', 'xlsx', 'json', 'ndjson'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What every item has beside its values, as columns of a file: two before the description, three behind the fields. */
export const ownColumns = ['id', 'name', 'description', 'created_at', 'updated_at', 'version'] as const
export type OwnColumn = (typeof ownColumns)[number]

/** Of an Excel sheet, its header among them. */
export const SHEET_ROWS_MAX = 1_048_576
/** UTF-16 units of one cell of Excel. */
export const SHEET_CELL_MAX = 32_767

const keys = z
  .string()
  .max(64 * (FIELDS_MAX + ownColumns.length))
  .regex(/^[a-z][a-z0-9_]{0,62}(,[a-z][a-z0-9_]{0,62})*$/)
  .refine((value) => new Set(value.split(',')).size === value.split(',').length, { error: 'Each can be there once.' })

export const ExportItemsQuery = z
  .strictObject({
    format: z.enum(exportFormats).prefault('csv'),
    q: text(0, 500).optional().describe('Words to find, as in the list.'),
    filter: text(1, FILTER_TEXT_MAX).optional().describe('What must be true of each, as in the list; see docs/collections.md.'),
    sort: CollectionSortParam.optional(),
    fields: keys.optional().describe(`The columns in their order: keys of fields, ${ownColumns.join(', ')}. All where nothing is said.`),
    headers: z.enum(['names', 'keys']).prefault('names').describe('Of CSV and XLSX: what people call the columns, or their keys. JSON always has keys.'),
    zone: z
      .string()
      .min(1)
      .max(64)
      .refine(isZone, { error: 'There is no such time zone.' })
      .prefault('UTC')
      .describe('Of XLSX, whose moments have none of their own: an IANA name, as Asia/Shanghai.'),
    bom: z.enum(['true', 'false']).prefault('true').describe('Of CSV: whether it begins with a byte order mark, without which Excel garbles Chinese.'),
  })
  .refine((query) => canSortItems(query.sort ?? '', false), { error: 'Only the trash can be sorted by deleted_at.', path: ['sort'] })
export type ExportItemsQuery = z.infer<typeof ExportItemsQuery>

/** Of a file that is imported: twice what a collection can have, so that some can be left out. */
export const IMPORT_COLUMNS_MAX = 500
/** Of one row of a file, as UTF-8: more than an item can hold. */
export const IMPORT_ROW_BYTES_MAX = 4 * 1024 * 1024
/** Rows by which columns are understood. */
export const IMPORT_SAMPLE_ROWS = 1000
