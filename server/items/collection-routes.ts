import { z } from 'zod'
import { CollectionItemParams, CollectionParams } from '#shared/collections.ts'
import {
  CollectionItem,
  CollectionItemEnvelope,
  CollectionItemPageEnvelope,
  CreateCollectionItem,
  ItemHistoryEnvelope,
  ListCollectionItemsQuery,
  UpdateCollectionItem,
} from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { asChange } from '../audit/acting.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { countingOf, listItems } from './list.ts'
import { deleteItem, findItem, itemHistory, itemsOf, restoreItem } from './queries.ts'
import { changed, ListHeaders } from './routes.ts'
import { createWithValues, updateWithValues } from './write-values.ts'

const tags = ['collections']
const reading = { permission: 'items:read' } as const
const writing = { permission: 'items:write' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const missing = ['COLLECTION_NOT_FOUND', 'ITEM_NOT_FOUND'] as const

/** The items of any collection, as those of `/api/v1/items`, with what their fields hold. */
export function collectionItemRoutes(app: App, { db }: { db: Db }): void {
  const of = async (on: Db, actor: Actor, slug: string) => itemsOf(await findCollection(on, actor, slug))

  app.get(
    '/api/v1/collections/:slug/items',
    {
      config: reading,
      schema: {
        operationId: 'listCollectionItems',
        tags,
        summary: 'A page of the items of a collection',
        description: 'Newest first unless `sort` says otherwise.',
        params: CollectionParams,
        querystring: ListCollectionItemsQuery,
        headers: ListHeaders,
        response: { 200: CollectionItemPageEnvelope, ...unchanged, ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const collection = await findCollection(db, request.actor, request.params.slug)
      return ok(request, await listItems(db, request.actor, itemsOf(collection), collection.fields, request.query, countingOf(request.headers.prefer)))
    },
  )

  app.post(
    '/api/v1/collections/:slug/items',
    {
      config: writing,
      schema: {
        operationId: 'createCollectionItem',
        tags,
        summary: 'Create an item in a collection',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: CreateCollectionItem,
        response: { 201: CollectionItemEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', ...body) },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const actor = asChange(request.actor)
      const { value: item, repeated } = await idempotent(db, request, CollectionItem, (tx) => createWithValues(tx, actor, slug, request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/collections/${slug}/items/${item.id}`, ...changed(item, repeated || actor.changeSet) })
        .send(ok(request, item))
    },
  )

  app.get(
    '/api/v1/collections/:slug/items/:id',
    {
      config: reading,
      schema: {
        operationId: 'getCollectionItem',
        tags,
        summary: 'One item of a collection',
        params: CollectionItemParams,
        headers: IfNoneMatch,
        response: { 200: CollectionItemEnvelope, ...unchanged, ...errorResponses(...missing) },
      },
    },
    async (request, reply) => {
      const item = await findItem(db, request.actor, await of(db, request.actor, request.params.slug), request.params.id)
      reply.header('ETag', etag(item))
      return ok(request, item)
    },
  )

  app.put(
    '/api/v1/collections/:slug/items/:id',
    {
      config: writing,
      schema: {
        operationId: 'updateCollectionItem',
        tags,
        summary: 'Change the fields that are sent of an item of a collection',
        params: CollectionItemParams,
        headers: IfMatch,
        body: UpdateCollectionItem,
        response: { 200: CollectionItemEnvelope, ...errorResponses(...missing, 'PRECONDITION_FAILED', ...body) },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const actor = asChange(request.actor)
      const item = await updateWithValues(db, actor, slug, id, request.body, expectedVersions(request.headers['if-match']))
      reply.headers(changed(item, actor.changeSet))
      return ok(request, item)
    },
  )

  app.delete(
    '/api/v1/collections/:slug/items/:id',
    {
      config: writing,
      schema: {
        operationId: 'deleteCollectionItem',
        tags,
        summary: 'Move an item of a collection to the trash',
        params: CollectionItemParams,
        headers: IfMatch,
        response: { 200: CollectionItemEnvelope, ...errorResponses(...missing, 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const actor = asChange(request.actor)
      const item = await deleteItem(db, actor, await of(db, actor, slug), id, expectedVersions(request.headers['if-match']))
      reply.headers(changed(item, actor.changeSet))
      return ok(request, item)
    },
  )

  app.post(
    '/api/v1/collections/:slug/items/:id/restore',
    {
      config: writing,
      schema: {
        operationId: 'restoreCollectionItem',
        tags,
        summary: 'Take an item of a collection out of the trash',
        params: CollectionItemParams,
        headers: IdempotencyHeader,
        response: { 200: CollectionItemEnvelope, ...errorResponses(...missing) },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const actor = asChange(request.actor)
      const { value: item, repeated } = await idempotent(db, request, CollectionItem, async (tx) => restoreItem(tx, actor, await of(tx, actor, slug), id))
      reply.headers(changed(item, repeated || actor.changeSet))
      return ok(request, item)
    },
  )

  app.get(
    '/api/v1/collections/:slug/items/:id/history',
    {
      config: reading,
      schema: {
        operationId: 'getCollectionItemHistory',
        tags,
        summary: 'Every version of an item of a collection, newest first',
        params: CollectionItemParams,
        response: { 200: ItemHistoryEnvelope, ...errorResponses(...missing) },
      },
    },
    async (request) => {
      const { slug, id } = request.params
      return ok(request, { changes: await itemHistory(db, request.actor, await of(db, request.actor, slug), id) })
    },
  )
}
