import { and, asc, count, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import { type Actor, can } from '#shared/permissions.ts'
import { type CreateView, type UpdateView, VIEWS_MAX, type View, ViewSettings } from '#shared/views.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { views } from './tables.ts'

type Of = Pick<Collection, 'id'>
type Row = typeof views.$inferSelect

const toView = (actor: Actor, row: Row): View => ({
  id: row.id,
  name: row.name,
  ...ViewSettings.parse(row.settings),
  shared: row.shared,
  is_default: row.isDefault,
  mine: row.ownerId === actor.userId,
  version: row.version,
  created_at: toTimestamp(row.createdAt),
  updated_at: toTimestamp(row.updatedAt),
})

const live = isNull(views.deletedAt)
/** One's own, and what is shared; of anything else nobody learns that it exists. */
const visible = (actor: Actor, { id }: Of) => and(eq(views.collectionId, id), or(eq(views.ownerId, actor.userId), views.shared))
const start: ViewSettings = { kind: 'grid', q: '', filter: '', sort: '', columns: [], pinned: 0, group: null, by: null }

/** In the order in which they were made. */
export async function listViews(db: Db, actor: Actor, of: Of): Promise<View[]> {
  const rows = await db
    .select()
    .from(views)
    .where(and(visible(actor, of), live))
    .orderBy(asc(views.createdAt), asc(views.id))
  return rows.map((row) => toView(actor, row))
}

async function findRow(db: Db, actor: Actor, of: Of, id: string, state: SQL = live): Promise<Row> {
  const [row] = await db
    .select()
    .from(views)
    .where(and(eq(views.id, id), visible(actor, of), state))
  if (!row) throw appError('VIEW_NOT_FOUND')
  return row
}

/** @throws VIEW_NOT_FOUND */
export const findView = async (db: Db, actor: Actor, of: Of, id: string): Promise<View> => toView(actor, await findRow(db, actor, of, id))

/** What all see is changed by who may change the collection. */
function requireSharing(actor: Actor) {
  if (!can(actor, 'collections:manage')) throw appError('FORBIDDEN')
}

const onlyShared = { en: 'Only a shared view can be the one that a collection opens with.', 'zh-CN': '只有共享视图可以设为默认视图。' }
const checkDefault = (shared: boolean, isDefault: boolean) => {
  if (isDefault && !shared) throw appError('VALIDATION_FAILED', { details: [{ path: 'is_default', message: onlyShared }] })
}

/** Two at a time would both find room for the last one, or both be the default. */
const lock = (tx: Db, { id }: Of) => tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`views ${id}`}, 0))`)

async function requireRoom(tx: Db, actor: Actor, of: Of) {
  const [{ n } = { n: 0 }] = await tx
    .select({ n: count() })
    .from(views)
    .where(and(visible(actor, of), live))
  if (n >= VIEWS_MAX) throw appError('VIEWS_FULL')
}

const noOtherDefault = (tx: Db, of: Of, id: string) =>
  tx
    .update(views)
    .set({ isDefault: false, version: sql`version + 1` })
    .where(and(eq(views.collectionId, of.id), views.isDefault, ne(views.id, id)))

/** In the transaction of its Idempotency-Key. @throws VIEWS_FULL, FORBIDDEN, VALIDATION_FAILED */
export async function createView(db: Db, actor: Actor, of: Of, given: CreateView): Promise<View> {
  const { name, shared = false, is_default: isDefault = false, ...settings } = given
  if (shared) requireSharing(actor)
  checkDefault(shared, isDefault)
  return await db.transaction(async (tx) => {
    await lock(tx, of)
    await requireRoom(tx, actor, of)
    const id = newId()
    if (isDefault) await noOtherDefault(tx, of, id)
    await tx
      .insert(views)
      .values({ id, collectionId: of.id, ownerId: actor.userId, name, shared, isDefault, settings: ViewSettings.parse({ ...start, ...settings }) })
    return await findView(tx, actor, of, id)
  })
}

/**
 * Changes what is given. What is shared is changed by who may change the collection, and made private again by its owner alone.
 * @throws VIEW_NOT_FOUND, FORBIDDEN, VALIDATION_FAILED; PRECONDITION_FAILED with the view as it is
 */
export async function updateView(db: Db, actor: Actor, of: Of, id: string, change: UpdateView, expected: number[] | null): Promise<View> {
  return await db.transaction(async (tx) => {
    await lock(tx, of)
    const before = await findToChange(tx, actor, of, id, expected)
    const { name = before.name, shared = before.shared, is_default: isDefault = before.isDefault && shared, ...settings } = change
    if (shared && !before.shared) requireSharing(actor)
    if (!shared && before.shared && before.ownerId !== actor.userId) throw appError('FORBIDDEN')
    checkDefault(shared, isDefault)
    if (isDefault) await noOtherDefault(tx, of, id)
    await tx
      .update(views)
      .set({
        name,
        shared,
        isDefault,
        settings: ViewSettings.parse({ ...start, ...ViewSettings.parse(before.settings), ...settings }),
        version: before.version + 1,
        updatedAt: sql`now()`,
      })
      .where(eq(views.id, id))
    return await findView(tx, actor, of, id)
  })
}

/** It can be brought back. @throws VIEW_NOT_FOUND, FORBIDDEN; PRECONDITION_FAILED with the view as it is */
export async function deleteView(db: Db, actor: Actor, of: Of, id: string, expected: number[] | null): Promise<View> {
  return await db.transaction(async (tx) => {
    await lock(tx, of)
    const before = await findToChange(tx, actor, of, id, expected)
    await tx.update(views).set({ deletedAt: sql`now()`, isDefault: false }).where(eq(views.id, id))
    return toView(actor, before)
  })
}

/** One that is there is given as it is. @throws VIEW_NOT_FOUND, VIEWS_FULL, FORBIDDEN */
export async function restoreView(db: Db, actor: Actor, of: Of, id: string): Promise<View> {
  return await db.transaction(async (tx) => {
    await lock(tx, of)
    const row = await findRow(tx, actor, of, id, sql`true`)
    if (row.deletedAt === null) return toView(actor, row)
    if (row.shared) requireSharing(actor)
    await requireRoom(tx, actor, of)
    await tx
      .update(views)
      .set({ deletedAt: null })
      .where(and(eq(views.id, id), isNotNull(views.deletedAt)))
    return await findView(tx, actor, of, id)
  })
}

async function findToChange(tx: Db, actor: Actor, of: Of, id: string, expected: number[] | null): Promise<Row> {
  const row = await findRow(tx, actor, of, id)
  if (row.shared) requireSharing(actor)
  if (expected && !expected.includes(row.version)) throw appError('PRECONDITION_FAILED', { current: toView(actor, row) })
  return row
}
