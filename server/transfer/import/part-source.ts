import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/engine.ts'
import type { Source } from '../read/source.ts'
import { importParts } from '../tables.ts'

/** Each part but the last: what is held in memory of a file at a time. */
export const PART_BYTES = 1024 * 1024

/** A file that is kept in the database, read part by part from any place. */
export function partSource(db: Db, importId: string, size: number): Source {
  return {
    size,
    async *read(from = 0, to = size) {
      for (let at = from; at < to; ) {
        const position = Math.floor(at / PART_BYTES)
        const [part] = await db
          .select({ bytes: importParts.bytes })
          .from(importParts)
          .where(and(eq(importParts.importId, importId), eq(importParts.position, position)))
        if (!part) throw new Error('A part of an import is missing.')
        const begin = position * PART_BYTES
        yield part.bytes.subarray(at - begin, Math.min(part.bytes.length, to - begin))
        at = begin + part.bytes.length
      }
    },
  }
}
