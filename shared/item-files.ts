import { z } from 'zod'
import { success } from './envelope.ts'
import { Id } from './text.ts'

/** Of one field of one item. */
export const ITEM_FILES_MAX = 10
/** A scanned contract, a deck of slides. */
export const ITEM_FILE_MAX_BYTES = 25 * 1024 * 1024
/** Of one account, of what no item holds yet: a day's drafts. */
export const UNUSED_FILES_MAX = 100
export const UNUSED_FILES_MAX_BYTES = 500 * 1024 * 1024

export const ItemFile = z
  .strictObject({
    id: Id,
    name: z.string().max(150).describe('As the file was called, without its folder and without what cannot be shown.'),
    type: z.string().max(100).describe('Media type, by the content: of an image or a PDF; else application/octet-stream.'),
    size: z.int().positive().describe('In bytes.'),
  })
  .meta({ id: 'ItemFile' })
export type ItemFile = z.infer<typeof ItemFile>

/** The body of an upload, for its documentation: it is read piece by piece, never as a whole. */
export const ItemFileUpload = z.strictObject({ file: z.file().describe('One file, of any kind.') })
export const ItemFileEnvelope = success('ItemFileEnvelope', ItemFile)
