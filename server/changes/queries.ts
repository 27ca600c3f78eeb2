import { and, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { CHANGES_COUNTED_MAX, ChangeSet, ChangeSetEntry, type ChangeSetQuery, type ChangeSetsQuery } from '#shared/changes.ts'
import type { Actor } from '#shared/permissions.ts'
import { auditEntries, changeSets } from '../audit/tables.ts'
import { users } from '../auth/tables.ts'
import { findCollection } from '../collections/queries.ts'
import { collections } from '../collections/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { wentForGood } from './went-for-good.ts'

/** Items that a change set is called by. */
const NAMES = 3

const ofSet = sql`a.change_set_id = ${changeSets.id} and a.target_type = 'item'`

function selectChangeSets(db: Db, where: SQL | undefined, limit: number) {
  return db
    .select({
      id: changeSets.id,
      at: changeSets.at,
      actor_id: changeSets.actorId,
      actor_name: users.name,
      source: changeSets.source,
      kind: changeSets.kind,
      collection: collections.slug,
      undoes: changeSets.undoes,
      undone_by: changeSets.undoneBy,
      counted: sql<number>`(select count(*)::int from (select from ${auditEntries} a where ${ofSet} limit ${CHANGES_COUNTED_MAX + 1}) as counted)`,
      names: sql<unknown>`(select coalesce(jsonb_agg(name), '[]') from (
        select coalesce(a."after", a."before") ->> 'name' as name from ${auditEntries} a where ${ofSet} order by a.id limit ${NAMES}) as named)`,
    })
    .from(changeSets)
    .leftJoin(users, eq(users.id, changeSets.actorId))
    .leftJoin(collections, eq(collections.id, changeSets.collectionId))
    .where(where)
    .orderBy(desc(changeSets.id))
    .limit(limit)
}
type Row = Awaited<ReturnType<typeof selectChangeSets>>[number]

const toChangeSet = ({ counted, at, ...row }: Row): ChangeSet =>
  ChangeSet.parse({ ...row, at: toTimestamp(at), changes: Math.min(counted, CHANGES_COUNTED_MAX), changes_is_exact: counted <= CHANGES_COUNTED_MAX })

/** Newest first: all, those of a collection, or those that changed an item. @throws COLLECTION_NOT_FOUND */
export async function listChangeSets(db: Db, actor: Actor, { collection: slug, item_id: item, limit, before }: ChangeSetsQuery) {
  const collection = slug === undefined ? undefined : await findCollection(db, actor, slug)
  const where = and(
    collection && eq(changeSets.collectionId, collection.id),
    item === undefined
      ? undefined
      : sql`${changeSets.id} in (select a.change_set_id from ${auditEntries} a where a.target_type = 'item' and a.target_id = ${item})`,
    before === undefined ? undefined : lt(changeSets.id, before),
  )
  const rows = await selectChangeSets(db, where, limit + 1)
  const shown = rows.slice(0, limit)
  return { change_sets: shown.map(toChangeSet), next_before: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

const operationOf = z.string().transform((action) => action.replace('item.', ''))
const Entries = z.array(
  z.object({
    id: z.number(),
    change: z
      .object({ item_id: z.string(), operation: operationOf, version: z.number().nullable(), before: z.unknown(), after: z.unknown() })
      .pipe(ChangeSetEntry),
  }),
)

/** A change set with a page of its changes, in their order. @throws CHANGE_SET_NOT_FOUND */
export async function findChangeSet(db: Db, _actor: Actor, id: string, { limit, cursor }: ChangeSetQuery) {
  const [row] = await selectChangeSets(db, eq(changeSets.id, id), 1)
  if (!row) throw appError('CHANGE_SET_NOT_FOUND')
  const { targetId, action, version } = auditEntries
  // What it held is gone with it.
  const kept = (state: AnyPgColumn) => sql<unknown>`case when ${wentForGood} then null else ${state} end`
  const rows = await db
    .select({
      id: auditEntries.id,
      change: { item_id: targetId, operation: action, version, before: kept(auditEntries.before), after: kept(auditEntries.after) },
    })
    .from(auditEntries)
    .where(and(eq(auditEntries.changeSetId, id), eq(auditEntries.targetType, 'item'), cursor === undefined ? undefined : gt(auditEntries.id, Number(cursor))))
    .orderBy(auditEntries.id)
    .limit(limit + 1)
  const entries = Entries.parse(rows).slice(0, limit)
  return {
    change_set: toChangeSet(row),
    changes: entries.map(({ change }) => change),
    next_cursor: rows.length > limit ? String(entries.at(-1)?.id) : null,
  }
}
