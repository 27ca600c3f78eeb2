import { sql } from 'drizzle-orm'
import type { ChangeSource } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'

/** As whom and from where a change is made, null for what the program does by itself; and what it is undone with, else with the rest of its transaction. */
export type Acting = { userId: string | null; source: ChangeSource; changeSet?: string }

/** Somebody who makes one change, which is undone as one. */
export const asChange = <T extends Acting>(acting: T): T & { changeSet: string } => ({ ...acting, changeSet: newId() })

/** From here on, the changes of this transaction are ascribed to `actor`. */
export const actAs = (tx: Db, { userId, source, changeSet }: Acting) =>
  tx.execute(sql`select acting(${userId}::uuid, ${source}::text, ${changeSet ?? null}::uuid)`)

/** Runs `run` in a transaction whose changes the audit ascribes to `actor`. */
export async function asActor<T>(db: Db, acting: Acting, run: (tx: Db) => Promise<T>): Promise<T> {
  return await db.transaction(async (tx) => {
    await actAs(tx, acting)
    return await run(tx)
  })
}
