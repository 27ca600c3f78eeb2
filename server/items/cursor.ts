import { z } from 'zod'
import { appError } from '../errors.ts'

const Cursor = z.strictObject({
  /** The list that it belongs to: sort, search and trash. */
  of: z.string(),
  /** Values of the sorted fields in the last row of the page before. */
  at: z.array(z.string()),
  id: z.uuid(),
})
export type Cursor = z.infer<typeof Cursor>

export const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** @throws INVALID_PARAMETER where the text is no cursor, or one of another list. */
export function readCursor(text: string, of: string): Cursor {
  try {
    const cursor = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (cursor.of !== of) throw new Error('Another list')
    return cursor
  } catch (cause) {
    throw appError('INVALID_PARAMETER', { cause, details: [{ path: 'cursor', message: 'Not a next_cursor of this list (same sort, q and trash).' }] })
  }
}
