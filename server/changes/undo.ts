import { and, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { CONFLICTS_MAX, type Conflict, UNDO_MAX, type UndoChangeSet, type Undone } from '#shared/changes.ts'
import { Field } from '#shared/fields.ts'
import { Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { actAs } from '../audit/acting.ts'
import { auditEntries, changeSets } from '../audit/tables.ts'
import { collections } from '../collections/tables.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { items } from '../items/tables.ts'
import { insertRows, lockRows, purgeRows, rewriteRows, type WholeItem } from '../items/write-rows.ts'
import { type Entry, invert, isSame } from './invert.ts'
import { wentForGood } from './went-for-good.ts'

/** Entries that are read at once. Each may hold two descriptions of 100,000 characters. */
const BATCH = 100

/**
 * Takes back what a change set did, as a change set of its own: undoing that one does it again. What others have changed since stays.
 * @throws CHANGE_SET_NOT_FOUND, CHANGE_SET_UNDONE, CHANGE_SET_TOO_LARGE; CHANGE_SET_CONFLICTS with what they are, unless they are to be skipped
 */
export async function undoChangeSet(db: Db, actor: Actor, id: string, { skip_conflicts: skip = false, dry_run: dry = false }: UndoChangeSet): Promise<Undone> {
  const tried: { undone?: Undone } = {}
  try {
    return await db.transaction(async (tx) => {
      const undone = await undo(tx, actor, id)
      if (!dry && !skip && undone.conflict_count > 0) throw appError('CHANGE_SET_CONFLICTS', { current: undone })
      if (!dry) return undone
      tried.undone = { ...undone, change_set_id: null }
      return tx.rollback()
    })
  } catch (error) {
    if (tried.undone) return tried.undone
    throw error
  }
}

async function undo(tx: Db, actor: Actor, id: string): Promise<Undone> {
  // Two at once: the second finds it undone.
  const [set] = await tx.select().from(changeSets).where(eq(changeSets.id, id)).for('update')
  if (!set) throw appError('CHANGE_SET_NOT_FOUND')
  if (set.undoneBy !== null) throw appError('CHANGE_SET_UNDONE', { current: { change_set_id: set.undoneBy } })
  if (await isTooLarge(tx, id)) throw appError('CHANGE_SET_TOO_LARGE')
  const changeSet = newId()
  await tx.insert(changeSets).values({ id: changeSet, actorId: actor.userId, source: actor.source, kind: 'undo', collectionId: set.collectionId, undoes: id })
  await tx.update(changeSets).set({ undoneBy: changeSet }).where(eq(changeSets.id, id))
  // What this one took back is as it was made.
  if (set.undoes !== null) await tx.update(changeSets).set({ undoneBy: null }).where(eq(changeSets.id, set.undoes))
  await actAs(tx, { userId: actor.userId, source: actor.source, changeSet })
  const fields = await holdItems(tx, id)
  const conflicts: Conflict[] = []
  let changed = 0
  for (let entries = await readEntries(tx, id); entries.length > 0; entries = await readEntries(tx, id, entries.at(-1)?.id)) {
    const batch = await undoEntries(tx, entries, fields)
    changed += batch.changed
    conflicts.push(...batch.conflicts)
  }
  return { change_set_id: changeSet, items: changed, conflicts: conflicts.slice(0, CONFLICTS_MAX), conflict_count: conflicts.length }
}

const Kept = z.object({
  name: z.string(),
  description: z.string().nullable(),
  values: Values.prefault({}),
  deleted_at: z.string().nullable().prefault(null),
})
const Purged = Kept.extend({ collection_id: z.string(), created_at: z.string(), created_by: z.string(), version: z.number() })
const Read = z
  .object({
    id: z.number(),
    item_id: z.string(),
    operation: z.enum(['item.create', 'item.update', 'item.delete', 'item.restore', 'item.purge']).transform((action) => OPERATIONS[action]),
    before: z.unknown(),
    after: Kept.nullable(),
    for_good: z.boolean(),
  })
  .transform(({ before, for_good, ...entry }) => ({
    ...entry,
    before: Kept.nullable().parse(before),
    // What was taken away by undoing can have been brought back since, and then have gone for good.
    purged: for_good ? null : (Purged.safeParse(before).data ?? null),
  }))
const OPERATIONS = { 'item.create': 'create', 'item.update': 'update', 'item.delete': 'delete', 'item.restore': 'restore', 'item.purge': 'purge' } as const

const ofSet = (id: string): SQL | undefined => and(eq(auditEntries.changeSetId, id), eq(auditEntries.targetType, 'item'))

async function isTooLarge(tx: Db, id: string): Promise<boolean> {
  const [beyond] = await tx.select({ id: auditEntries.id }).from(auditEntries).where(ofSet(id)).orderBy(auditEntries.id).offset(UNDO_MAX).limit(1)
  return beyond !== undefined
}

/** The latest first: what was changed twice goes back step by step. */
export async function readEntries(tx: Db, id: string, below?: number) {
  const { targetId, action, before, after } = auditEntries
  const rows = await tx
    .select({ id: auditEntries.id, item_id: targetId, operation: action, before, after, for_good: wentForGood })
    .from(auditEntries)
    .where(and(ofSet(id), below === undefined ? undefined : lt(auditEntries.id, below)))
    .orderBy(desc(auditEntries.id))
    .limit(BATCH)
  return z.array(Read).parse(rows)
}

type Fields = ReadonlyMap<string, readonly Field[]>

export async function undoEntries(tx: Db, entries: readonly (Entry & { id: number })[], fields: Fields): Promise<{ changed: number; conflicts: Conflict[] }> {
  const was = await lockRows(tx, [...new Set(entries.map(({ item_id }) => item_id))])
  const is = new Map<string, WholeItem | null>(was)
  const conflicts: Conflict[] = []
  for (const entry of entries) {
    const item = is.get(entry.item_id) ?? null
    const inverted = invert(entry, item, fields.get(item?.collection_id ?? '') ?? [])
    is.set(entry.item_id, inverted.item)
    const { name = '' } = item ?? entry.after ?? entry.before ?? {}
    conflicts.push(...inverted.conflicts.map((conflict) => ({ item_id: entry.item_id, name, ...conflict })))
  }
  const gone: string[] = []
  const made: WholeItem[] = []
  const changed: WholeItem[] = []
  for (const [id, item] of is) {
    const before = was.get(id)
    if (!item && before) gone.push(id)
    else if (item && !before) made.push(item)
    else if (item && before && !isSame(item, before)) changed.push(item)
  }
  await purgeRows(tx, gone)
  // The version behind the one it had, so that nobody's If-Match takes the new one for the old.
  await insertRows(
    tx,
    made.map((item) => ({ ...item, version: item.version + 1 })),
  )
  await rewriteRows(tx, changed)
  return { changed: gone.length + made.length + changed.length, conflicts }
}

/**
 * Nobody else changes the items of a change set, nor the fields of their collections, until the transaction ends: first the collections, then
 * the items in the order of their ids, as all who write many do it, so that two never wait for each other in a circle.
 */
async function holdItems(tx: Db, id: string): Promise<Fields> {
  const changed = inArray(
    items.id,
    tx
      .selectDistinct({ id: sql`${auditEntries.targetId}::uuid` })
      .from(auditEntries)
      .where(ofSet(id)),
  )
  const found = await tx.selectDistinct({ id: items.collectionId }).from(items).where(changed)
  const ids = found.map((row) => row.id).sort()
  for (const one of ids) await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('collection ' || ${one}::text, 0))`)
  await tx.select({ id: items.id }).from(items).where(changed).orderBy(items.id).for('no key update')
  if (ids.length === 0) return new Map()
  const rows = await tx.select({ id: collections.id, fields: collections.fields }).from(collections).where(inArray(collections.id, ids))
  return new Map(rows.map((row) => [row.id, z.array(Field).parse(row.fields)]))
}
