import { and, desc, eq, exists, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CreateItem, Item, UpdateItem } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { auditEntries } from '../audit/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { gather } from '../db/gather.ts'
import { newId } from '../db/id.ts'
import { prepared } from '../db/prepare.ts'
import { appError } from '../errors.ts'
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

export type ItemRow = {
  id: string
  name: string
  description: string | null
  created_at: string
  updated_at: string
  version: number
  deleted_at: string | null
}
export const toItem = ({ deleted_at, ...row }: ItemRow): Item => ({
  ...row,
  created_at: toTimestamp(row.created_at),
  updated_at: toTimestamp(row.updated_at),
  ...(deleted_at === null ? {} : { deleted_at: toTimestamp(deleted_at) }),
})

const { placeholder } = sql
const live = isNull(items.deletedAt)
/** Who acts, said to the triggers that write the audit on the way. */
const acting = sql`acting(${placeholder('actor')}::uuid, ${placeholder('source')}::text)`

const selectItems = prepared((db) =>
  db
    .select(itemColumns)
    .from(items)
    .where(and(sql`${items.id} = any(string_to_array(${placeholder('ids')}, ',')::uuid[])`, live))
    .prepare('find_items'),
)

/** What may be read depends on nobody's account but on the permission, so one statement may read for many. */
const readItem = gather(async (db, ids) => new Map((await selectItems(db).execute({ ids: ids.join(',') })).map((row) => [row.id, row])))

/** @throws ITEM_NOT_FOUND */
export async function findItem(db: Db, _actor: Actor, id: string): Promise<Item> {
  const row = await readItem(db, id)
  if (!row) throw appError('ITEM_NOT_FOUND')
  return toItem(row)
}

const insertItem = prepared((db) =>
  db
    .insert(items)
    .values({
      id: placeholder('id'),
      name: placeholder('name'),
      description: placeholder('description'),
      createdBy: acting,
      updatedBy: sql`${placeholder('actor')}::uuid`,
    })
    .returning(itemColumns)
    .prepare('create_item'),
)

export async function createItem(db: Db, actor: Actor, item: CreateItem): Promise<Item> {
  const [row] = await insertItem(db).execute({ id: newId(), name: item.name, description: item.description ?? null, ...who(actor) })
  if (!row) throw appError('INTERNAL')
  return toItem(row)
}

/** What If-Match asks for: any of these versions, or with null any version. */
export type Expected = number[] | null
const isExpected = sql`(${placeholder('expected')}::int[] is null or ${items.version} = any(${placeholder('expected')}::int[]))`

const changeItem = prepared((db) =>
  db
    .update(items)
    .set({
      name: sql`case when ${placeholder('setName')}::boolean then ${placeholder('name')}::text else ${items.name} end`,
      description: sql`case when ${placeholder('setDescription')}::boolean then ${placeholder('description')}::text else ${items.description} end`,
      updatedBy: acting,
    })
    .where(and(eq(items.id, placeholder('id')), live, isExpected))
    .returning(itemColumns)
    .prepare('update_item'),
)

/** Changes the fields that are given. @throws ITEM_NOT_FOUND; PRECONDITION_FAILED with the row as it is. */
export async function updateItem(db: Db, actor: Actor, id: string, change: UpdateItem, expected: Expected): Promise<Item> {
  const [row] = await changeItem(db).execute({
    id,
    ...who(actor),
    setName: change.name !== undefined,
    name: change.name ?? null,
    setDescription: change.description !== undefined,
    description: change.description ?? null,
    expected: toArray(expected),
  })
  if (row) return toItem(row)
  throw appError('PRECONDITION_FAILED', { current: await findItem(db, actor, id) })
}

const setDeleted = (deletedAt: SQL, was: SQL, name: string) =>
  prepared((db) =>
    db
      .update(items)
      .set({ deletedAt: sql`${deletedAt}`, updatedBy: acting })
      .where(and(eq(items.id, placeholder('id')), was, isExpected))
      .returning(itemColumns)
      .prepare(name),
  )
const trashItem = setDeleted(sql`now()`, live, 'delete_item')
const untrashItem = setDeleted(sql`null`, isNotNull(items.deletedAt), 'restore_item')

/** Moves a row to the trash. @throws ITEM_NOT_FOUND; PRECONDITION_FAILED with the row as it is. */
export async function deleteItem(db: Db, actor: Actor, id: string, expected: Expected): Promise<Item> {
  const [row] = await trashItem(db).execute({ id, ...who(actor), expected: toArray(expected) })
  if (row) return toItem(row)
  throw appError('PRECONDITION_FAILED', { current: await findItem(db, actor, id) })
}

/** Takes a row out of the trash; one that is not in it is given as it is. @throws ITEM_NOT_FOUND */
export async function restoreItem(db: Db, actor: Actor, id: string): Promise<Item> {
  const [row] = await untrashItem(db).execute({ id, ...who(actor), expected: null })
  return row ? toItem(row) : await findItem(db, actor, id)
}

const who = (actor: Actor) => ({ actor: actor.userId, source: actor.source })

/** An array as PostgreSQL writes it: both drivers pass text through unchanged. */
const toArray = (expected: Expected) => (expected ? `{${expected.join(',')}}` : null)

/** The newest versions kept in view; older ones are in the table. */
const HISTORY_MAX = 200

const Snapshot = z.object({ name: z.string(), description: z.string().nullable() })
const Version = z.object({
  version: z.number(),
  action: z.enum(['item.create', 'item.update', 'item.delete', 'item.restore']),
  actorId: z.string().nullable(),
  at: z.string(),
  before: Snapshot.nullable(),
  after: Snapshot,
})
const operations = { 'item.create': 'create', 'item.update': 'update', 'item.delete': 'delete', 'item.restore': 'restore' } as const

/** The history of a row, newest first, also of one in the trash: what the audit says of it. @throws ITEM_NOT_FOUND */
export async function itemHistory(db: Db, _actor: Actor, id: string) {
  const { version, action, actorId, at, before, after } = auditEntries
  const rows = await db
    .select({ version, action, actorId, at, before, after })
    .from(auditEntries)
    .where(and(eq(auditEntries.targetType, 'item'), eq(auditEntries.targetId, id), isNotNull(version), exists(db.select().from(items).where(eq(items.id, id)))))
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
      at: toTimestamp(row.at),
      before: row.before,
      after: row.after,
    }))
}
