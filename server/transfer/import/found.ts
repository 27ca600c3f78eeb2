import { z } from 'zod'
import { ImportColumn, importDelimiters, importEncodings } from '#shared/imports.ts'

export const Words = z.object({ en: z.string(), 'zh-CN': z.string() })
/** What is known of a file before anybody says where its columns go. */
export const Found = z.object({
  format: z.enum(['csv', 'xlsx', 'json', 'ndjson']),
  encoding: z.enum(importEncodings).nullable(),
  delimiter: z.enum(importDelimiters).nullable(),
  chosen: z.array(z.enum(['encoding', 'delimiter'])).prefault([]),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  columns: z.array(z.string()),
  suggestion: z.array(ImportColumn.extend({ notes: z.array(Words) })),
  sample: z.array(z.array(z.unknown())),
})
export type Found = z.infer<typeof Found>
