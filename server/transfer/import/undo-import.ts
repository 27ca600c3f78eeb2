import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Field } from '#shared/fields.ts'
import type { Actor } from '#shared/permissions.ts'
import { actAs } from '../../audit/acting.ts'
import { changeSets } from '../../audit/tables.ts'
import { readEntries, undoEntries } from '../../changes/undo.ts'
import { collections } from '../../collections/tables.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { imports } from '../tables.ts'
import { Stopped } from './write-batch.ts'

/** Has all that an import made taken back, whatever its size, by whichever process works on imports; what others changed since stays. @throws IMPORT_NOT_FOUND, CHANGE_SET_UNDONE, IMPORT_RUNNING */
export async function beginUndo(db: Db, actor: Actor, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(imports)
      .where(and(eq(imports.id, id), eq(imports.ownerId, actor.userId)))
      .for('update')
    if (!row || row.changeSetId === null) throw appError('IMPORT_NOT_FOUND')
    if (row.state === 'running' || row.state === 'undoing') throw appError('IMPORT_RUNNING')
    const undoId = newId()
    const taken = await tx
      .update(changeSets)
      .set({ undoneBy: undoId })
      .where(and(eq(changeSets.id, row.changeSetId), sql`${changeSets.undoneBy} is null`))
      .returning({ id: changeSets.id })
    if (taken.length === 0) throw appError('CHANGE_SET_UNDONE')
    await tx
      .insert(changeSets)
      .values({ id: undoId, actorId: actor.userId, source: actor.source, kind: 'undo', collectionId: row.collectionId, undoes: row.changeSetId })
    await tx.update(imports).set({ state: 'undoing', undoId, undoneTo: null, runner: null, endedAt: null }).where(eq(imports.id, id))
  })
}

/** The latest that is left to be taken back, and how far it has come, in one transaction. @returns whether there is more @throws Stopped */
export async function undoBatch(tx: Db, id: string, runner: string): Promise<boolean> {
  const mine = and(eq(imports.id, id), eq(imports.runner, runner), eq(imports.state, 'undoing'))
  const [row] = await tx.select().from(imports).where(mine).for('update')
  if (!row?.changeSetId || !row.undoId) throw new Stopped()
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('collection ' || ${row.collectionId}::text, 0))`)
  const [collection] = await tx.select({ fields: collections.fields }).from(collections).where(eq(collections.id, row.collectionId))
  const entries = await readEntries(tx, row.changeSetId, row.undoneTo ?? undefined)
  const last = entries.at(-1)
  if (!last) {
    await tx.update(imports).set({ state: 'undone', runner: null, endedAt: sql`now()` }).where(mine)
    return false
  }
  await actAs(tx, { userId: row.ownerId, source: 'import', changeSet: row.undoId })
  await undoEntries(tx, entries, new Map([[row.collectionId, z.array(Field).parse(collection?.fields ?? [])]]))
  await tx.update(imports).set({ undoneTo: last.id, beatAt: sql`now()` }).where(mine)
  return true
}
