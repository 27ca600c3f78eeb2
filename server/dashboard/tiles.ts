import { and, asc, count, eq, isNull, max, sql } from 'drizzle-orm'
import type { Aggregate } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import type { Actor } from '#shared/permissions.ts'
import { type CreateTile, incomplete, TILES_MAX, type Tile, TileSettings, type UpdateTile } from '#shared/tiles.ts'
import { findCollection } from '../collections/queries.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { aggregateItems } from '../items/aggregate/aggregate.ts'
import { findView } from '../views/queries.ts'
import { tiles } from './tables.ts'

type Row = typeof tiles.$inferSelect
/** So many bars or slices, and of periods the latest; more is a list. */
const GROUPS = 60

const live = isNull(tiles.deletedAt)
const toTile = ({ id, settings, version, createdAt, updatedAt }: Row): Tile => ({
  id,
  ...TileSettings.parse(settings),
  version,
  created_at: toTimestamp(createdAt),
  updated_at: toTimestamp(updatedAt),
})

/** In their order. */
export async function listTiles(db: Db, _actor: Actor): Promise<Tile[]> {
  const rows = await db.select().from(tiles).where(live).orderBy(asc(tiles.place), asc(tiles.id))
  return rows.map(toTile)
}

/** @throws TILE_NOT_FOUND */
async function findTile(db: Db, id: string, expected: number[] | null = null): Promise<Tile> {
  const [row] = await db
    .select()
    .from(tiles)
    .where(and(eq(tiles.id, id), live))
  if (!row) throw appError('TILE_NOT_FOUND')
  const tile = toTile(row)
  if (expected && !expected.includes(tile.version)) throw appError('PRECONDITION_FAILED', { current: tile })
  return tile
}

/** Two at a time would both find room for the last one, or stand in one place. */
const lock = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('dashboard tiles', 0))`)

const wrong = { en: incomplete, 'zh-CN': '指标需要字段，图表需要分组。' }

/** What it names has to be there, for who makes it. @throws COLLECTION_NOT_FOUND, VIEW_NOT_FOUND, VALIDATION_FAILED */
async function check(tx: Db, actor: Actor, settings: unknown): Promise<TileSettings> {
  const read = TileSettings.safeParse(settings)
  if (!read.success) throw appError('VALIDATION_FAILED', { details: [{ path: 'figure', message: wrong }] })
  await figuresOf(tx, actor, read.data)
  return read.data
}

/** Behind all others. @throws TILES_FULL, COLLECTION_NOT_FOUND, VIEW_NOT_FOUND, VALIDATION_FAILED */
export async function createTile(db: Db, actor: Actor, given: CreateTile): Promise<Tile> {
  return await db.transaction(async (tx) => {
    await lock(tx)
    const [{ n, last } = { n: 0, last: null }] = await tx
      .select({ n: count(), last: max(tiles.place) })
      .from(tiles)
      .where(live)
    if (n >= TILES_MAX) throw appError('TILES_FULL')
    const id = newId()
    await tx.insert(tiles).values({ id, place: (last ?? 0) + 1, settings: await check(tx, actor, given) })
    return await findTile(tx, id)
  })
}

/** Changes what is given. @throws TILE_NOT_FOUND, COLLECTION_NOT_FOUND, VIEW_NOT_FOUND, VALIDATION_FAILED; PRECONDITION_FAILED with the tile as it is */
export async function updateTile(db: Db, actor: Actor, id: string, change: UpdateTile, expected: number[] | null): Promise<Tile> {
  return await db.transaction(async (tx) => {
    await lock(tx)
    const { version, ...before } = await findTile(tx, id, expected)
    const settings = await check(tx, actor, { ...before, ...change })
    await tx
      .update(tiles)
      .set({ settings, version: version + 1, updatedAt: sql`now()` })
      .where(eq(tiles.id, id))
    return await findTile(tx, id)
  })
}

/** It can be brought back. @throws TILE_NOT_FOUND; PRECONDITION_FAILED with the tile as it is */
export async function deleteTile(db: Db, _actor: Actor, id: string, expected: number[] | null): Promise<Tile> {
  return await db.transaction(async (tx) => {
    await lock(tx)
    const tile = await findTile(tx, id, expected)
    await tx.update(tiles).set({ deletedAt: sql`now()` }).where(eq(tiles.id, id))
    return tile
  })
}

/** Where it stood; one that is there is given as it is. @throws TILE_NOT_FOUND, TILES_FULL */
export async function restoreTile(db: Db, _actor: Actor, id: string): Promise<Tile> {
  return await db.transaction(async (tx) => {
    await lock(tx)
    const [{ n } = { n: 0 }] = await tx.select({ n: count() }).from(tiles).where(live)
    if (n >= TILES_MAX) throw appError('TILES_FULL')
    await tx.update(tiles).set({ deletedAt: null }).where(eq(tiles.id, id))
    return await findTile(tx, id)
  })
}

/** Puts those that are named first, in this order. */
export async function arrangeTiles(db: Db, actor: Actor, order: readonly string[]): Promise<Tile[]> {
  return await db.transaction(async (tx) => {
    await lock(tx)
    const there = (await listTiles(tx, actor)).map(({ id }) => id)
    const next = [...order.filter((id) => there.includes(id)), ...there.filter((id) => !order.includes(id))]
    await tx.execute(sql`
      update dashboard_tiles set place = wanted.place
      from unnest(${sql.param(next)}::uuid[]) with ordinality as wanted(id, place)
      where dashboard_tiles.id = wanted.id`)
    return await listTiles(tx, actor)
  })
}

const PERIODIC = new Set(['date', 'date_time'])
function isPeriodic({ group }: TileSettings, { fields }: Collection): boolean {
  return group === 'created_at' || group === 'updated_at' || fields.some(({ key, type }) => key === group && PERIODIC.has(type))
}

/** What a tile says to who looks: of what they may read, in their name. @throws COLLECTION_NOT_FOUND, VIEW_NOT_FOUND, INVALID_PARAMETER, VALIDATION_FAILED */
async function figuresOf(db: Db, actor: Actor, tile: TileSettings, zone = 'UTC'): Promise<Aggregate> {
  const collection = await findCollection(db, actor, tile.collection)
  const view = tile.view_id === null ? null : await findView(db, actor, collection, tile.view_id)
  const query = {
    q: view?.q || undefined,
    filter: (view ? view.filter : tile.filter) || undefined,
    fields: tile.field ?? undefined,
    group: tile.group ?? undefined,
    by: tile.group === null ? undefined : (tile.by ?? undefined),
    zone,
    // What goes on over time is told to its end.
    order: isPeriodic(tile, collection) ? ('latest' as const) : ('rows' as const),
    limit: GROUPS,
  }
  return await aggregateItems(db, actor, collection, query, false)
}

/** @throws TILE_NOT_FOUND, COLLECTION_NOT_FOUND, VIEW_NOT_FOUND, INVALID_PARAMETER, VALIDATION_FAILED */
export const readTile = async (db: Db, actor: Actor, id: string, zone: string): Promise<Aggregate> => await figuresOf(db, actor, await findTile(db, id), zone)
