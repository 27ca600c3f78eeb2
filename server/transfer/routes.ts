import { Readable } from 'node:stream'
import { z } from 'zod'
import { CollectionParams } from '#shared/collections.ts'
import { ItemFile } from '#shared/item-files.ts'
import { type ExportFormat, ExportItemsQuery, SHEET_ROWS_MAX } from '#shared/transfer.ts'
import { disposition, fileNameOf } from '../attachments/clean-name.ts'
import { record, requestDetails } from '../audit/record.ts'
import { encode } from '../audit/write-export.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { errorResponses } from '../http/errors.ts'
import { itemsOf } from '../items/queries.ts'
import { openWalk } from '../items/walk.ts'
import type { Column } from './columns.ts'
import { chooseColumns } from './export/choose-columns.ts'
import { writeCsv } from './export/write-csv.ts'
import { writeJson, writeNdjson } from './export/write-json.ts'
import { writeXlsx } from './export/write-xlsx.ts'

const types: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
}
const Exported = {
  description: 'The file; see docs/import-export.md.',
  content: {
    'text/csv': { schema: z.string() },
    [types.xlsx]: { schema: z.unknown().meta({ type: 'string', format: 'binary' }) },
    'application/json': { schema: z.unknown().describe('A list of rows, by the keys of their columns.') },
    'application/x-ndjson': { schema: z.unknown().describe('A row a line.') },
  },
}
const tooLong = {
  en: `An Excel sheet has room for ${(SHEET_ROWS_MAX - 1).toLocaleString('en')} rows, and there are more. Filter them, or choose another format.`,
  'zh-CN': `Excel 工作表最多容纳 ${(SHEET_ROWS_MAX - 1).toLocaleString('en')} 行，当前行数超出。请缩小范围或选择其他格式。`,
}

/** Of files JSON has where each is to be had; a sheet has their names. */
function withAddresses(slug: string, column: Column): Column {
  if (column.type !== 'attachment') return column
  const Files = z.array(ItemFile).nullable().catch(null)
  const of: Column['of'] = (item) =>
    Files.parse(column.of(item))?.map((file) => ({ ...file, url: `/api/v1/collections/${slug}/items/${item.id}/files/${file.id}` })) ?? null
  return { ...column, of }
}

export function transferRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/collections/:slug/export',
    {
      config: { permission: 'items:read', limit: 'export' },
      schema: {
        operationId: 'exportCollectionItems',
        tags: ['collections'],
        summary: 'The items of a collection as a file',
        description: 'All that the list of the same q, filter and sort has, in its order, however many: CSV, XLSX, JSON or NDJSON. See docs/import-export.md.',
        params: CollectionParams,
        querystring: ExportItemsQuery,
        response: { 200: Exported, ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { actor, language } = request
      const { format, fields, headers, zone, bom, ...list } = request.query
      const collection = await findCollection(db, actor, request.params.slug)
      const columns = chooseColumns(collection.fields, fields, language, headers).map((column) => withAddresses(collection.slug, column))
      const walk = await openWalk(db, actor, itemsOf(collection), collection.fields, list)
      if (format === 'xlsx' && (await walk.isLongerThan(SHEET_ROWS_MAX - 1)))
        throw appError('VALIDATION_FAILED', { details: [{ path: 'format', message: tooLong }] })
      // Before the first row goes out: who breaks it off has it all the same.
      const detail = { format, ...list, ...(fields === undefined ? {} : { fields }) }
      await record(db, { ...requestDetails(request), action: 'item.export', targetType: 'collection', targetId: collection.id, detail })
      const writers: Record<Exclude<ExportFormat, 'xlsx'>, () => AsyncIterable<string>> = {
        csv: () => writeCsv(columns, walk.rows(), bom === 'true'),
        json: () => writeJson(columns, walk.rows()),
        ndjson: () => writeNdjson(columns, walk.rows()),
      }
      const file =
        format === 'xlsx' ? writeXlsx(columns, walk.rows(), { sheetName: collection.name, language, zone }) : Readable.from(encode(writers[format]()))
      const name = `${fileNameOf(collection.name, 'items')}-${new Date().toISOString().slice(0, 10)}.${format}`
      return reply.headers({ 'Content-Type': types[format], 'Content-Disposition': disposition('attachment', name) }).send(file)
    },
  )
}
