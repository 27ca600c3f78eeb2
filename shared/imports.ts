import { z } from 'zod'
import { FieldParams, Slug } from './collections.ts'
import { success } from './envelope.ts'
import { CreateField, FieldKey } from './fields.ts'
import { Id, Timestamp } from './text.ts'
import { IMPORT_COLUMNS_MAX } from './transfer.ts'

/** Of one file. */
export const IMPORT_MAX_BYTES = 1024 * 1024 * 1024
/** Files of an account that are kept at a time, and for how long after the last thing that happened to them. */
export const IMPORTS_MAX = 20
export const IMPORT_KEPT_DAYS = 7
/** Rows of a file that a page shows before it is imported. */
export const IMPORT_SHOWN_ROWS = 10
/** Refused rows that are kept to be looked at; more are counted. */
export const REFUSALS_MAX = 100_000

export const importStates = ['waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'] as const
export type ImportState = (typeof importStates)[number]

/** What a text can be in; the first four are found out. */
export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis'] as const
export type ImportEncoding = (typeof importEncodings)[number]
/** What can part the cells of a CSV; the first three are found out. */
export const importDelimiters = [',', ';', '\t', '|'] as const
export type ImportDelimiter = (typeof importDelimiters)[number]

const ImportTarget = z.enum(['id', 'name', 'description', 'field', 'new', 'nothing'])
const DayOrder = z.enum(['month_first', 'day_first'])
export const ImportColumn = z
  .strictObject({
    to: ImportTarget.describe('Where the column goes.'),
    key: FieldKey.optional().describe('Of a field.'),
    field: CreateField.optional().describe('Of a new one: how it is made.'),
    day_order: DayOrder.optional().describe('Of days like 12/1/2026: which comes first.'),
  })
  .meta({ id: 'ImportColumn' })
export type ImportColumn = z.infer<typeof ImportColumn>

/** As ImportColumn; of a new field what CreateField takes. */
const SuggestedColumn = z
  .object({
    to: ImportTarget,
    key: z.string().optional(),
    field: z.record(z.string(), z.unknown()).optional(),
    day_order: DayOrder.optional(),
    notes: z.array(z.string()),
  })
  .meta({ id: 'SuggestedColumn' })

const Words = z.object({ en: z.string(), 'zh-CN': z.string() })
export const Import = z
  .object({
    id: Id,
    collection: Slug,
    file_name: z.string(),
    size: z.int().positive().describe('In bytes.'),
    format: z.enum(['csv', 'xlsx', 'json', 'ndjson']),
    encoding: z.enum(importEncodings).nullable().describe('Of a text.'),
    delimiter: z.enum(importDelimiters).nullable().describe('Of a CSV.'),
    chosen: z.array(z.enum(['encoding', 'delimiter'])).describe('What of it was said, and not found out.'),
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
    columns: z.array(z.string()),
    suggestion: z.array(SuggestedColumn).describe('For each column where it could go; notes in the language of the request.'),
    sample: z.array(z.array(z.unknown())).describe(`The first ${IMPORT_SHOWN_ROWS} rows.`),
    state: z.enum(importStates),
    dry_run: z.boolean().describe('Whether the numbers are of one that writes nothing.'),
    line: z.int().describe('Of the file, up to which it has come.'),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    change_set_id: Id.nullable(),
    error: z.string().nullable().describe('Why it failed, in the language of the request.'),
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    ended_at: Timestamp.nullable(),
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>

export const StartImport = z
  .strictObject({
    columns: z.array(ImportColumn).min(1).max(IMPORT_COLUMNS_MAX).describe('For each column of the file where it goes, in their order.'),
    key: z
      .union([FieldKey, z.enum(['name', 'id'])])
      .optional()
      .describe('Rows that are there by it are changed; else each row is a new item.'),
    zone: z.string().max(64).optional().describe('Of clocks without an offset, as Asia/Shanghai; UTC where nothing is said.'),
    dry_run: z.boolean().optional().describe('Says what would be imported, and writes nothing.'),
  })
  .meta({ id: 'StartImport' })
export type StartImport = z.infer<typeof StartImport>

export const RefusedRow = z
  .object({ line: z.int(), cells: z.array(z.unknown()), reasons: z.array(z.object({ column: z.string().nullable(), message: Words })) })
  .meta({ id: 'RefusedRow' })
export type RefusedRow = z.infer<typeof RefusedRow>

export const ImportUpload = z.strictObject({ file: z.file().describe('One file: CSV, TSV, XLSX, JSON or NDJSON.') })
const how = {
  encoding: z.enum(importEncodings).optional().describe('Of a text: what it is in, else it is found out.'),
  delimiter: z.enum(importDelimiters).optional().describe('What parts the cells of a CSV, else it is found out.'),
  sheet: z.string().max(100).optional().describe('Of a workbook: the sheet to read, else its first.'),
}
export const ImportUploadQuery = z.strictObject(how)
export const ReadImport = z.strictObject(how).meta({ id: 'ReadImport', description: 'How the file is to be read; what is not said is found out anew.' })
export type ReadImport = z.infer<typeof ReadImport>
export const ImportParams = z.strictObject({ id: Id })
export const CollectionOfImport = FieldParams.pick({ slug: true })
export const ImportEnvelope = success('ImportEnvelope', Import)
export const ImportsEnvelope = success('ImportsEnvelope', z.object({ imports: z.array(Import) }))
