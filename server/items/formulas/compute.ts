import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Field } from '#shared/fields.ts'
import { Values } from '#shared/items.ts'
import type { Db } from '../../db/engine.ts'
import { items } from '../tables.ts'
import type { WholeItem } from '../write-rows.ts'
import { computedValues } from './compile.ts'

const Computed = z.array(z.object({ id: z.string(), computed: Values }))
const byId = (rows: unknown) => new Map(Computed.parse(rows).map(({ id, computed }) => [id, withoutNulls(computed)]))
const withoutNulls = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

/** What the formulas among these fields give for items as they are stored. */
export async function computeStored(tx: Db, fields: readonly Field[], ids: readonly string[]): Promise<Map<string, Values>> {
  const computed = computedValues(fields)
  if (!computed || ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: items.id, computed })
    .from(items)
    .where(sql`${items.id} = any(${sql.param([...ids])}::uuid[])`)
  return byId(rows)
}

/** What they would give for items that are not stored, or not so; by the same expressions, over rows that are only there for the question. */
export async function computeUnstored(tx: Db, fields: readonly Field[], rows: readonly WholeItem[]): Promise<Map<string, Values>> {
  const computed = computedValues(fields)
  if (!computed || rows.length === 0) return new Map()
  const found = await tx.execute(sql`
    select id, ${computed} as computed from (
      select r.*, now() as updated_at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, name text, description text, "values" jsonb, created_at timestamptz)
    ) as "items"`)
  return byId(found.rows)
}
