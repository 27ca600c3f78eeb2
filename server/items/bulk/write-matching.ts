import { and, asc, sql } from 'drizzle-orm'
import { BULK_MATCHES_MAX, BULK_ROWS_MAX, type BulkMatching, type BulkResult } from '#shared/bulk.ts'
import type { Collection } from '#shared/collections.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { narrow } from '../narrow.ts'
import { inTrash } from '../order.ts'
import { matches } from '../search.ts'
import { items } from '../tables.ts'
import { withFields } from '../write-values.ts'
import { type How, type Rows, writeRows } from './write-bulk.ts'

/**
 * Changes or deletes all rows that a filter and words find: all of them, or none.
 * @throws COLLECTION_NOT_FOUND, INVALID_PARAMETER, VALIDATION_FAILED; BULK_COUNT_CHANGED where they are not as many as expected; BULK_FAILED with the result
 */
export async function writeMatching(db: Db, actor: Actor & { changeSet: string }, slug: string, given: BulkMatching, how: How): Promise<BulkResult> {
  return await withFields(db, actor, slug, async (tx, collection) => {
    const ids = await findMatching(tx, collection, given)
    const { expected_count: expected } = given
    if (ids.length > BULK_MATCHES_MAX || (expected !== undefined && ids.length !== expected))
      throw appError('BULK_COUNT_CHANGED', { current: { count: ids.length, is_exact: ids.length <= BULK_MATCHES_MAX } })
    const { operation, name, description, values } = given
    const change = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }), ...(values ? { values } : {}) }
    const all: BulkResult = { change_set_id: null, created: 0, updated: 0, deleted: 0, restored: 0, unchanged: 0, failed: 0, rows: [], sample: [] }
    for (let at = 0; at < ids.length; at += BULK_ROWS_MAX) {
      const some = ids.slice(at, at + BULK_ROWS_MAX)
      const rows: Rows = operation === 'delete' ? { delete: some.map((id) => ({ id })) } : { update: some.map((id) => ({ id, ...change })) }
      const part = await writeRows(tx, actor, collection, rows, how)
      all.change_set_id ??= part.change_set_id
      for (const count of ['updated', 'deleted', 'unchanged', 'failed'] as const) all[count] += part[count]
      all.rows.push(...part.rows.filter(({ status }) => status === 'failed').map((row) => ({ ...row, index: at + row.index })))
      if (at === 0) all.sample = part.sample
    }
    return all
  })
}

/** One more than may be, where there are more. */
async function findMatching(tx: Db, { id, fields }: Collection, which: BulkMatching): Promise<string[]> {
  const { q, narrowed } = await narrow(tx, fields, which)
  const rows = await tx
    .select({ id: items.id })
    .from(items)
    .where(and(inTrash(false, sql`${id}::uuid`), narrowed ? matches(narrowed, sql`${q}::text`) : sql`false`))
    .orderBy(asc(items.id))
    .limit(BULK_MATCHES_MAX + 1)
  return rows.map((row) => row.id)
}
