import { z } from 'zod'
import { AggregateEnvelope } from '#shared/aggregates.ts'
import { ArrangeTiles, CreateTile, Tile, TileEnvelope, TileFiguresQuery, TileParams, TilesEnvelope, UpdateTile } from '#shared/tiles.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { arrangeTiles, createTile, deleteTile, listTiles, readTile, restoreTile, updateTile } from './tiles.ts'

const tags = ['dashboard']
const reading = { permission: 'items:read' } as const
const changing = { permission: 'collections:manage' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const named = ['COLLECTION_NOT_FOUND', 'VIEW_NOT_FOUND'] as const

/** What the workspace wants to see of its collections on the start page. */
export function tileRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/dashboard/tiles',
    {
      config: reading,
      schema: {
        operationId: 'listTiles',
        tags,
        summary: 'The tiles of the start page, in their order',
        headers: IfNoneMatch,
        response: { 200: TilesEnvelope, ...unchanged, ...errorResponses() },
      },
    },
    async (request) => ok(request, { tiles: await listTiles(db, request.actor) }),
  )

  app.post(
    '/api/v1/dashboard/tiles',
    {
      config: changing,
      schema: {
        operationId: 'createTile',
        tags,
        summary: 'Put a tile on the start page, behind the others',
        headers: IdempotencyHeader,
        body: CreateTile,
        response: { 201: TileEnvelope, ...errorResponses(...named, 'TILES_FULL', ...body) },
      },
    },
    async (request, reply) => {
      const { value: tile } = await idempotent(db, request, Tile, (tx) => createTile(tx, request.actor, request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/dashboard/tiles/${tile.id}`, ETag: etag(tile) })
        .send(ok(request, tile))
    },
  )

  app.put(
    '/api/v1/dashboard/tiles',
    {
      config: changing,
      schema: {
        operationId: 'arrangeTiles',
        tags,
        summary: 'Put the tiles in another order',
        body: ArrangeTiles,
        response: { 200: TilesEnvelope, ...errorResponses(...body) },
      },
    },
    async (request) => ok(request, { tiles: await arrangeTiles(db, request.actor, request.body.order) }),
  )

  app.put(
    '/api/v1/dashboard/tiles/:id',
    {
      config: changing,
      schema: {
        operationId: 'updateTile',
        tags,
        summary: 'Change what is sent of a tile',
        params: TileParams,
        headers: IfMatch,
        body: UpdateTile,
        response: { 200: TileEnvelope, ...errorResponses('TILE_NOT_FOUND', ...named, 'PRECONDITION_FAILED', ...body) },
      },
    },
    async (request, reply) => {
      const tile = await updateTile(db, request.actor, request.params.id, request.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(tile))
      return ok(request, tile)
    },
  )

  app.delete(
    '/api/v1/dashboard/tiles/:id',
    {
      config: changing,
      schema: {
        operationId: 'deleteTile',
        tags,
        summary: 'Take a tile away; it can be brought back',
        params: TileParams,
        headers: IfMatch,
        response: { 200: TileEnvelope, ...errorResponses('TILE_NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request) => ok(request, await deleteTile(db, request.actor, request.params.id, expectedVersions(request.headers['if-match']))),
  )

  app.post(
    '/api/v1/dashboard/tiles/:id/restore',
    {
      config: changing,
      schema: {
        operationId: 'restoreTile',
        tags,
        summary: 'Bring a tile back',
        params: TileParams,
        headers: IdempotencyHeader,
        response: { 200: TileEnvelope, ...errorResponses('TILE_NOT_FOUND', 'TILES_FULL') },
      },
    },
    async (request) => ok(request, (await idempotent(db, request, Tile, (tx) => restoreTile(tx, request.actor, request.params.id))).value),
  )

  app.get(
    '/api/v1/dashboard/tiles/:id/figures',
    {
      config: reading,
      schema: {
        operationId: 'readTile',
        tags,
        summary: 'What a tile says to the caller',
        description: 'Of what the caller may read; where its view is somebody else’s own, 404.',
        params: TileParams,
        querystring: TileFiguresQuery,
        headers: IfNoneMatch,
        response: { 200: AggregateEnvelope, ...unchanged, ...errorResponses('TILE_NOT_FOUND', ...named, 'VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await readTile(db, request.actor, request.params.id, request.query.zone)),
  )
}
