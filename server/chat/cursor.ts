import type { z } from 'zod'
import { appError } from '../errors.ts'

export const writeCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @throws INVALID_PARAMETER for a text that is no cursor of this list */
export function readCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw appError('INVALID_PARAMETER', { cause: error, details: [{ path: 'cursor', message: 'next_cursor of the page before.' }] })
  }
}
