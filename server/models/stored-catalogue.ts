import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { CatalogueModel } from '../ai/models.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'

export type StoredCatalogue = { models: CatalogueModel[]; fetchedAt: string; ageMs: number }

const Rows = z.array(z.object({ models: z.array(z.unknown()), fetched_at: z.string(), age: z.coerce.number() }))

/** The list as this or another replica last had it. An entry that another version wrote differently is passed over. */
export async function readCatalogue(db: Db, baseUrl: string): Promise<StoredCatalogue | null> {
  const { rows } = await db.execute(sql`
    select models, fetched_at::text, extract(epoch from now() - fetched_at) * 1000 as age from model_catalogues where base_url = ${baseUrl}`)
  const [row] = Rows.parse(rows)
  if (!row) return null
  return {
    models: row.models.flatMap((entry) => CatalogueModel.safeParse(entry).data ?? []),
    fetchedAt: toTimestamp(row.fetched_at),
    ageMs: Math.max(0, row.age),
  }
}

/** A list that is what it was is not written again: only when it came. */
export async function storeCatalogue(db: Db, baseUrl: string, models: CatalogueModel[]): Promise<void> {
  await db.execute(sql`
    insert into model_catalogues as c (base_url, models) values (${baseUrl}, ${JSON.stringify(models)}::jsonb)
    on conflict (base_url) do update set fetched_at = now(), models = case when c.models = excluded.models then c.models else excluded.models end`)
}
