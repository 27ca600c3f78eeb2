import { and, desc, eq, exists, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import type { Field } from '#shared/fields.ts'
import { type CollectionItem, type CreateItem, type Item, type UpdateItem, Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { auditEntries } from '../audit/tables.ts'
import { ITEMS_ID } from '../collections/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { gather } from '../db/gather.ts'
import { newId } from '../db/id.ts'
import { prepared } from '../db/prepare.ts'
import { appError } from '../errors.ts'
import { computedValues } from './formulas/compile.ts'
import { items } from './tables.ts'

/** The public columns of a row, by name: what is not listed never leaves. */
export const itemColumns = {
  id: items.id,
  name: items.name,
  description: items.description,
  created_at: items.createdAt,
  updated_at: items.updatedAt,
  version: items.version,
  deleted_at: items.deletedAt,
}
export const columns = { ...itemColumns, collection_id: items.collectionId, values: items.values }

export type ItemRow = {
  id: string
  name: string
  description: string | null
  created_at: string
  updated_at: string
  version: number
  deleted_at: string | null
}
/** With what its fields hold. */
export type ValuesRow = ItemRow & { collection_id: string; values: unknown }

export const toItem = ({ id, name, description, version, deleted_at, ...row }: ItemRow): Item => ({
  id,
  name,
  description,
  version,
  created_at: toTimestamp(row.created_at),
  updated_at: toTimestamp(row.updated_at),
  ...(deleted_at === null ? {} : { deleted_at: toTimestamp(deleted_at) }),
})

/** Whose items are meant, and how they are shown; `computed` is what formulas give, where there are any. */
export type Of<T> = { collection: string; show: (row: ValuesRow) => T; computed?: SQL | undefined }
type WithComputed = Pick<Of<unknown>, 'computed'>
/** The contract's: those of the first collection, without the values of fields that it knows nothing of. */
export const contract: Of<Item> = { collection: ITEMS_ID, show: toItem }
export const itemsOf = ({ id, fields }: Pick<Collection, 'id' | 'fields'>): Of<CollectionItem> => ({
  collection: id,
  computed: computedValues(fields),
  show: (row) => ({ ...toItem(row), values: shownValues(fields, Values.parse(row.values)) }),
})

/** What a field that was deleted held is not shown. */
export function shownValues(fields: readonly Field[], values: Values): Values {
  const shown: Values = {}
  for (const { key } of fields) if (values[key] !== undefined && values[key] !== null) shown[key] = values[key]
  return shown
}

/** All that an item holds: what is stored, and over it what is computed. */
export const allValues = ({ computed }: WithComputed): SQL => (computed ? sql`(${items.values} || ${computed})` : sql`${items.values}`)
const columnsOf = (of: WithComputed) => (of.computed ? { ...columns, values: allValues(of) } : columns)

/** Statements for items without formulas are built once; those with them are built for their collection as it is now. */
function preparedFor<T>(build: (db: Db, of: WithComputed, name: string) => T, name: string): (db: Db, of: WithComputed) => T {
  const plain = prepared((db) => build(db, {}, name))
  return (db, of) => (of.computed ? build(db, of, '') : plain(db))
}

const { placeholder } = sql
const live = isNull(items.deletedAt)
/** Who acts, said to the triggers that write the audit on the way. */
const acting = sql`acting(${placeholder('actor')}::uuid, ${placeholder('source')}::text, ${placeholder('changeSet')}::uuid)`

const selectItems = preparedFor(
  (db, of, name) =>
    db
      .select(columnsOf(of))
      .from(items)
      .where(and(sql`${items.id} = any(string_to_array(${placeholder('ids')}, ',')::uuid[])`, live))
      .prepare(name),
  'find_items',
)

/** What may be read depends on nobody's account but on the permission, so one statement may read for many. */
const readItem = gather(async (db, ids) => new Map((await selectItems(db, {}).execute({ ids: ids.join(',') })).map((row) => [row.id, row])))

/** @throws ITEM_NOT_FOUND, also for an item of another collection */
export async function findItem<T>(db: Db, _actor: Actor, of: Of<T>, id: string): Promise<T> {
  const row = of.computed ? (await selectItems(db, of).execute({ ids: id }))[0] : await readItem(db, id)
  if (!row || row.collection_id !== of.collection) throw appError('ITEM_NOT_FOUND')
  return of.show(row)
}

/**
 * A join, for many ids: a list of them would be made anew for each row where the planner chooses to look at all rows. By nothing but ids:
 * without statistics, which the embedded database never has, it would think a collection small and look at all of it.
 */
const selectMany = preparedFor(
  (db, of, name) =>
    db
      .select(columnsOf(of))
      .from(items)
      .innerJoin(sql`unnest(string_to_array(${placeholder('ids')}, ',')::uuid[]) with ordinality as wanted (wanted_id, place)`, sql`${items.id} = wanted_id`)
      .orderBy(sql`place`)
      .prepare(name),
  'find_many_items',
)

/** In the order of their ids; what is not there (any more) is left out. */
export async function findItems<T>(db: Db, _actor: Actor, of: Of<T>, ids: string[]): Promise<T[]> {
  const rows = await selectMany(db, of).execute({ ids: ids.join(',') })
  return rows.filter((row) => row.collection_id === of.collection && row.deleted_at === null).map(of.show)
}

const insertItem = preparedFor(
  (db, of, name) =>
    db
      .insert(items)
      .values({
        id: placeholder('id'),
        collectionId: placeholder('collection'),
        name: placeholder('name'),
        description: placeholder('description'),
        values: placeholder('values'),
        createdBy: acting,
        updatedBy: sql`${placeholder('actor')}::uuid`,
      })
      .returning(columnsOf(of))
      .prepare(name),
  'create_item',
)

/** @param values what its fields hold, checked */
export async function createItem<T>(db: Db, actor: Actor, of: Of<T>, item: CreateItem, values: Values = {}): Promise<T> {
  const [row] = await insertItem(db, of).execute({
    id: newId(),
    collection: of.collection,
    name: item.name,
    description: item.description ?? null,
    values,
    ...who(actor),
  })
  if (!row) throw appError('INTERNAL')
  return of.show(row)
}

/** What If-Match asks for: any of these versions, or with null any version. */
export type Expected = number[] | null
const isExpected = sql`(${placeholder('expected')}::int[] is null or ${items.version} = any(${placeholder('expected')}::int[]))`

const isIn = and(eq(items.id, placeholder('id')), eq(items.collectionId, placeholder('collection')))

const changeItem = preparedFor(
  (db, of, name) =>
    db
      .update(items)
      .set({
        name: sql`case when ${placeholder('setName')}::boolean then ${placeholder('name')}::text else ${items.name} end`,
        description: sql`case when ${placeholder('setDescription')}::boolean then ${placeholder('description')}::text else ${items.description} end`,
        values: sql`coalesce(${placeholder('values')}::jsonb, ${items.values})`,
        updatedBy: acting,
      })
      .where(and(isIn, live, isExpected))
      .returning(columnsOf(of))
      .prepare(name),
  'update_item',
)

/**
 * Changes what is given.
 * @param values all that its fields hold from now on, checked; null where that stays
 * @throws ITEM_NOT_FOUND; PRECONDITION_FAILED with the row as it is
 */
export async function updateItem<T>(
  db: Db,
  actor: Actor,
  of: Of<T>,
  id: string,
  change: UpdateItem,
  expected: Expected,
  values: Values | null = null,
): Promise<T> {
  const [row] = await changeItem(db, of).execute({
    id,
    collection: of.collection,
    values: values && JSON.stringify(values),
    ...who(actor),
    setName: change.name !== undefined,
    name: change.name ?? null,
    setDescription: change.description !== undefined,
    description: change.description ?? null,
    expected: toArray(expected),
  })
  if (row) return of.show(row)
  throw appError('PRECONDITION_FAILED', { current: await findItem(db, actor, of, id) })
}

const setDeleted = (deletedAt: SQL, was: SQL, name: string) =>
  preparedFor(
    (db, of, called) =>
      db
        .update(items)
        .set({ deletedAt: sql`${deletedAt}`, updatedBy: acting })
        .where(and(isIn, was, isExpected))
        .returning(columnsOf(of))
        .prepare(called),
    name,
  )
const trashItem = setDeleted(sql`now()`, live, 'delete_item')
const untrashItem = setDeleted(sql`null`, isNotNull(items.deletedAt), 'restore_item')

/** Moves a row to the trash. @throws ITEM_NOT_FOUND; PRECONDITION_FAILED with the row as it is. */
export async function deleteItem<T>(db: Db, actor: Actor, of: Of<T>, id: string, expected: Expected): Promise<T> {
  const [row] = await trashItem(db, of).execute({ id, collection: of.collection, ...who(actor), expected: toArray(expected) })
  if (row) return of.show(row)
  throw appError('PRECONDITION_FAILED', { current: await findItem(db, actor, of, id) })
}

/** Takes a row out of the trash; one that is not in it is given as it is. @throws ITEM_NOT_FOUND */
export async function restoreItem<T>(db: Db, actor: Actor, of: Of<T>, id: string): Promise<T> {
  const [row] = await untrashItem(db, of).execute({ id, collection: of.collection, ...who(actor), expected: null })
  return row ? of.show(row) : await findItem(db, actor, of, id)
}

const who = (actor: Actor) => ({ actor: actor.userId, source: actor.source, changeSet: actor.changeSet ?? null })

/** An array as PostgreSQL writes it: both drivers pass text through unchanged. */
const toArray = (expected: Expected) => (expected ? `{${expected.join(',')}}` : null)

/** The newest versions kept in view; older ones are in the table. */
const HISTORY_MAX = 200

const Snapshot = z.object({ name: z.string(), description: z.string().nullable(), values: Values.prefault({}) })
const Version = z.object({
  version: z.number(),
  action: z.enum(['item.create', 'item.update', 'item.delete', 'item.restore']),
  actorId: z.string().nullable(),
  changeSetId: z.string().nullable(),
  at: z.string(),
  before: Snapshot.nullable(),
  after: Snapshot,
})
const operations = { 'item.create': 'create', 'item.update': 'update', 'item.delete': 'delete', 'item.restore': 'restore' } as const

/** The history of a row, newest first, also of one in the trash: what the audit says of it. @throws ITEM_NOT_FOUND */
export async function itemHistory(db: Db, _actor: Actor, { collection }: Of<unknown>, id: string) {
  const { version, action, actorId, at, before, after, changeSetId } = auditEntries
  const rows = await db
    .select({ version, action, actorId, at, before, after, changeSetId })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.targetType, 'item'),
        eq(auditEntries.targetId, id),
        isNotNull(version),
        exists(
          db
            .select()
            .from(items)
            .where(and(eq(items.id, id), eq(items.collectionId, collection))),
        ),
      ),
    )
    .orderBy(desc(version))
    .limit(HISTORY_MAX)
  if (rows.length === 0) throw appError('ITEM_NOT_FOUND')
  return z
    .array(Version)
    .parse(rows)
    .map((row) => ({
      version: row.version,
      operation: operations[row.action],
      actor_id: row.actorId,
      change_set_id: row.changeSetId,
      at: toTimestamp(row.at),
      before: row.before,
      after: row.after,
    }))
}
