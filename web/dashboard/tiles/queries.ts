import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { AggregateEnvelope } from '#shared/aggregates.ts'
import { type CreateTile, type Tile, TileEnvelope, TilesEnvelope, type UpdateTile } from '#shared/tiles.ts'
import { ViewsEnvelope } from '#shared/views.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { ownZone } from '../../records/periods.ts'

const path = () => `${apiPaths.dashboard()}/tiles`
const onePath = (id: string) => `${path()}/${encodeURIComponent(id)}`
const tilesKey = ['dashboard', 'tiles']

export const tilesQuery = queryOptions({
  queryKey: tilesKey,
  queryFn: async ({ signal }) => (await call(TilesEnvelope, { path: path(), signal })).tiles,
})
/** `version` is part of the key: a changed tile says something else. */
export const figuresQuery = ({ id, version }: Tile) =>
  queryOptions({
    queryKey: [...tilesKey, 'figures', id, version],
    queryFn: ({ signal }) => call(AggregateEnvelope, { path: `${onePath(id)}/figures`, query: { zone: ownZone() }, signal }),
  })

// The key of the collections' own pages, which keep the same.
export const viewsQuery = (slug: string) =>
  queryOptions({
    queryKey: ['collections', 'views', slug],
    queryFn: async ({ signal }) => (await call(ViewsEnvelope, { path: `${apiPaths.collection(slug)}/views`, signal })).views,
  })

const ifMatch = ({ version }: Tile) => ({ 'If-Match': `"${version}"` })
export const createTile = (body: CreateTile, key: string) => call(TileEnvelope, { method: 'POST', path: path(), body, headers: idempotencyKey(key) })
export const updateTile = (tile: Tile, body: UpdateTile) => call(TileEnvelope, { method: 'PUT', path: onePath(tile.id), body, headers: ifMatch(tile) })
export const deleteTile = (tile: Tile) => call(TileEnvelope, { method: 'DELETE', path: onePath(tile.id), headers: ifMatch(tile) })
export const restoreTile = (tile: Tile, key: string) =>
  call(TileEnvelope, { method: 'POST', path: `${onePath(tile.id)}/restore`, headers: idempotencyKey(key) })
export const arrangeTiles = async (order: string[]) => (await call(TilesEnvelope, { method: 'PUT', path: path(), body: { order } })).tiles

export const showTiles = (queries: QueryClient, change: (tiles: Tile[]) => Tile[]) => queries.setQueryData<Tile[]>(tilesKey, (tiles = []) => change(tiles))
export const refreshTiles = (queries: QueryClient) => void queries.invalidateQueries({ queryKey: ['dashboard'] })
