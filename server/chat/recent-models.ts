import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'

/** What somebody has used lately is in the last conversations, or it was not lately. */
const LOOKED_AT = 60
const RECENT = 5

const Rows = z.array(z.object({ model: z.string() }))

/** The models that somebody asked last, newest first. */
export async function recentModels(db: Db, actor: Actor): Promise<string[]> {
  const { rows } = await db.execute(sql`
    select model from (
      select model, updated_at from chat_sessions where owner_id = ${actor.userId}::uuid order by updated_at desc, id desc limit ${LOOKED_AT}::int
    ) as newest
    where model is not null group by model order by max(updated_at) desc limit ${RECENT}::int`)
  return Rows.parse(rows).map(({ model }) => model)
}
