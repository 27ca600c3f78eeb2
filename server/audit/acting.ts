import { sql } from 'drizzle-orm'
import type { ChangeSource } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'

/** As whom and from where a change is made; null for what the program does by itself. */
export type Acting = { userId: string | null; source: ChangeSource }

/** Runs `run` in a transaction whose changes the audit ascribes to `actor`. */
export async function asActor<T>(db: Db, { userId, source }: Acting, run: (tx: Db) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select acting(${userId}::uuid, ${source}::text)`)
    return await run(tx)
  })
}
