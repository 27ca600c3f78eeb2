import { type BulkId, type BulkResult, BulkResultEnvelope, type BulkRow, type BulkUpdate } from '#shared/bulk.ts'
import type { CreateCollectionItem } from '#shared/items.ts'
import { ApiError, call, idempotencyKey, newKey } from '../api.ts'
import { gridPaths } from './paths.ts'

/** What is to become of one row. */
export type Op =
  | { operation: 'create'; row: CreateCollectionItem }
  | { operation: 'update'; row: BulkUpdate }
  | { operation: 'delete' | 'restore'; row: BulkId }

/** A part takes about a second, so that one sees it go on; what a request may hold is twice as much. */
const PART_ROWS = 500
const PART_BYTES = 500_000
/** For what was lost on the way: with its key it is done once, however often it is sent. */
const TRIES = 3
const AGAIN_MS = 1000

export type Written = {
  /** What undoes it, in the order in which it was done. */
  sets: string[]
  /** Of each row that was sent. */
  rows: { op: Op; row: BulkRow }[]
  /** Where it ended before its end: what was written until then stays, and is to be undone. */
  error: unknown
}

const encoder = new TextEncoder()

export function partsOf(ops: readonly Op[]): Op[][] {
  const parts: Op[][] = []
  let bytes = 0
  for (const op of ops) {
    const size = encoder.encode(JSON.stringify(op.row)).length
    const part = parts.at(-1)
    if (part && part.length < PART_ROWS && bytes + size <= PART_BYTES) {
      part.push(op)
      bytes += size
    } else {
      parts.push([op])
      bytes = size
    }
  }
  return parts
}

const wait = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

async function send(slug: string, part: readonly Op[], signal: AbortSignal | undefined): Promise<BulkResult> {
  const rows = (operation: Op['operation']) => {
    const of = part.flatMap((op) => (op.operation === operation ? [op.row] : []))
    return of.length > 0 ? { [operation]: of } : {}
  }
  const body = { ...rows('create'), ...rows('update'), ...rows('delete'), ...rows('restore'), atomic: false }
  const key = newKey()
  for (let tries = 1; ; tries++) {
    try {
      return await call(BulkResultEnvelope, { method: 'POST', path: gridPaths.bulk(slug), body, headers: idempotencyKey(key) })
    } catch (error) {
      const again = error instanceof ApiError && (error.code === 'NETWORK' || error.code === 'TIMEOUT' || error.retryAfter !== null)
      if (!again || tries === TRIES || signal?.aborted) throw error
      await wait((error.retryAfter ?? 0) * 1000 || AGAIN_MS, signal)
    }
  }
}

/** Whoever closes the page now would leave a part undone without a word: the browser asks first. */
const keepOpen = (event: BeforeUnloadEvent) => event.preventDefault()

/**
 * Writes rows part by part, each that can be written; those of one part are written or not by what the answer says. Never rejects.
 * @param signal stops behind the part that is under way
 */
export async function writeMany(
  slug: string,
  ops: readonly Op[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<Written> {
  const written: Written = { sets: [], rows: [], error: null }
  addEventListener('beforeunload', keepOpen)
  try {
    for (const part of partsOf(ops)) {
      if (signal?.aborted) break
      const result = await send(slug, part, signal)
      if (result.change_set_id) written.sets.push(result.change_set_id)
      for (const operation of ['create', 'update', 'delete', 'restore'] as const) {
        const of = part.filter((op) => op.operation === operation)
        for (const row of result.rows) {
          const op = row.operation === operation ? of[row.index] : undefined
          if (op) written.rows.push({ op, row })
        }
      }
      onProgress?.(written.rows.length)
    }
  } catch (error) {
    written.error = error
  } finally {
    removeEventListener('beforeunload', keepOpen)
  }
  return written
}
