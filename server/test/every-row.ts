import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { TestApp } from './harness.ts'

/** What changes with every request, or by itself. */
const restless = ['audit_entries', 'audit_head', 'generation_writers', 'rate_counts', 'schema_migrations']

const Tables = z.array(z.object({ name: z.string() }))
const Digest = z.array(z.object({ rows: z.coerce.number(), digest: z.string().nullable() }))

/** How many rows each table has, and a digest of all that stands in them but for times of last use. */
export async function everyRow(app: TestApp): Promise<Record<string, string>> {
  const { db } = app.database
  const tables = Tables.parse((await db.execute(sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`)).rows)
  const found: Record<string, string> = {}
  for (const { name } of tables.filter((table) => !restless.includes(table.name))) {
    const { rows } = await db.execute(
      sql`select count(*) as rows, md5(string_agg(row, '' order by row)) as digest from (select (to_jsonb(t) - 'last_used_at' - 'last_sign_in_at')::text as row from ${sql.identifier(name)} t) as all_rows`,
    )
    const [digest] = Digest.parse(rows)
    found[name] = `${digest?.rows} rows ${digest?.digest ?? ''}`
  }
  return found
}
