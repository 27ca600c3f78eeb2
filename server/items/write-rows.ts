import { inArray, sql } from 'drizzle-orm'
import { Values } from '#shared/items.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { items } from './tables.ts'

/** An item whole, for statements over many of them. */
export type WholeItem = {
  id: string
  collection_id: string
  name: string
  description: string | null
  values: Values
  deleted_at: string | null
  version: number
  created_at: string
  created_by: string
}

/** Nobody else changes them until the transaction ends; in one order, so that two never wait for each other in a circle. */
export async function lockRows(tx: Db, ids: readonly string[]): Promise<Map<string, WholeItem>> {
  const rows = await tx
    .select({
      id: items.id,
      collection_id: items.collectionId,
      name: items.name,
      description: items.description,
      values: items.values,
      deleted_at: items.deletedAt,
      version: items.version,
      created_at: items.createdAt,
      created_by: items.createdBy,
    })
    .from(items)
    .where(inArray(items.id, [...ids]))
    .orderBy(items.id)
    .for('no key update')
  return new Map(
    rows.map((row) => [
      row.id,
      { ...row, created_at: toTimestamp(row.created_at), deleted_at: row.deleted_at && toTimestamp(row.deleted_at), values: Values.parse(row.values) },
    ]),
  )
}

const records = (rows: readonly WholeItem[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
  id uuid, collection_id uuid, name text, description text, "values" jsonb, created_at timestamptz, created_by uuid, version int, deleted_at timestamptz)`
const acting = sql`nullif(current_setting('deskmate.actor'), '')::uuid`

/** As whom and for which change set the transaction has said (audit/acting.ts). */
export async function insertRows(tx: Db, rows: readonly WholeItem[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`insert into items (id, collection_id, name, description, "values", created_at, created_by, updated_by, version, deleted_at)
    select id, collection_id, name, description, "values", created_at, created_by, ${acting}, version, deleted_at from ${records(rows)}`)
}

/** What people have written in them, and whether they are in the trash. The trigger gives each its next version. */
export async function rewriteRows(tx: Db, rows: readonly WholeItem[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`update items set name = r.name, description = r.description, "values" = r."values", deleted_at = r.deleted_at, updated_by = ${acting}
    from ${records(rows)} where items.id = r.id`)
}

export async function purgeRows(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(items).where(inArray(items.id, [...ids]))
}
