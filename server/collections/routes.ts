import { z } from 'zod'
import { Collection, CollectionEnvelope, CollectionParams, CollectionsEnvelope, CreateCollection, FieldParams, UpdateCollection } from '#shared/collections.ts'
import { CreateField } from '#shared/fields.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { addField, createCollection, deleteField, findCollection, listCollections, restoreField, updateCollection } from './queries.ts'

const tags = ['collections']
const reading = { permission: 'items:read' } as const
const changing = { permission: 'collections:manage' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }

export function collectionRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/collections',
    {
      config: reading,
      schema: {
        operationId: 'listCollections',
        tags,
        summary: 'The collections of the workspace, with their fields',
        headers: IfNoneMatch,
        response: { 200: CollectionsEnvelope, ...unchanged, ...errorResponses() },
      },
    },
    async (request) => ok(request, { collections: await listCollections(db, request.actor) }),
  )

  app.post(
    '/api/v1/collections',
    {
      config: changing,
      schema: {
        operationId: 'createCollection',
        tags,
        summary: 'Create a collection',
        headers: IdempotencyHeader,
        body: CreateCollection,
        response: {
          201: CollectionEnvelope,
          ...errorResponses(
            'COLLECTION_NOT_FOUND',
            'COLLECTION_TAKEN',
            'COLLECTIONS_FULL',
            'FORMULAS_FULL',
            'VALIDATION_FAILED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
          ),
        },
      },
    },
    async (request, reply) => {
      const { value: collection } = await idempotent(db, request, Collection, (tx) => createCollection(tx, request.actor, request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/collections/${collection.slug}`, ETag: etag(collection) })
        .send(ok(request, collection))
    },
  )

  app.get(
    '/api/v1/collections/:slug',
    {
      config: reading,
      schema: {
        operationId: 'getCollection',
        tags,
        summary: 'One collection',
        params: CollectionParams,
        headers: IfNoneMatch,
        response: { 200: CollectionEnvelope, ...unchanged, ...errorResponses('COLLECTION_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const collection = await findCollection(db, request.actor, request.params.slug)
      reply.header('ETag', etag(collection))
      return ok(request, collection)
    },
  )

  app.put(
    '/api/v1/collections/:slug',
    {
      config: changing,
      schema: {
        operationId: 'updateCollection',
        tags,
        summary: 'Change what is sent of a collection, or the order of its fields',
        params: CollectionParams,
        headers: IfMatch,
        body: UpdateCollection,
        response: {
          200: CollectionEnvelope,
          ...errorResponses('COLLECTION_NOT_FOUND', 'PRECONDITION_FAILED', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request, reply) => {
      const collection = await updateCollection(db, request.actor, request.params.slug, request.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(collection))
      return ok(request, collection)
    },
  )

  app.post(
    '/api/v1/collections/:slug/fields',
    {
      config: changing,
      schema: {
        operationId: 'addField',
        tags,
        summary: 'Add a field, behind those that are there',
        params: CollectionParams,
        headers: IfMatch.extend(IdempotencyHeader.shape),
        body: CreateField,
        response: {
          201: CollectionEnvelope,
          ...errorResponses(
            'COLLECTION_NOT_FOUND',
            'FIELDS_FULL',
            'FORMULAS_FULL',
            'FIELD_IN_USE',
            'PRECONDITION_FAILED',
            'VALIDATION_FAILED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
          ),
        },
      },
    },
    async (request, reply) => {
      const { value: collection } = await idempotent(db, request, Collection, (tx) =>
        addField(tx, request.actor, request.params.slug, request.body, expectedVersions(request.headers['if-match'])),
      )
      return reply.code(201).header('ETag', etag(collection)).send(ok(request, collection))
    },
  )

  app.delete(
    '/api/v1/collections/:slug/fields/:key',
    {
      config: changing,
      schema: {
        operationId: 'deleteField',
        tags,
        summary: 'Take a field away; what it holds is kept until it is restored',
        params: FieldParams,
        headers: IfMatch,
        response: { 200: CollectionEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'FIELD_NOT_FOUND', 'FIELD_IN_USE', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const { slug, key } = request.params
      const collection = await deleteField(db, request.actor, slug, key, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(collection))
      return ok(request, collection)
    },
  )

  app.post(
    '/api/v1/collections/:slug/fields/:key/restore',
    {
      config: changing,
      schema: {
        operationId: 'restoreField',
        tags,
        summary: 'Bring a field back, with all that it held',
        params: FieldParams,
        headers: IfMatch.extend(IdempotencyHeader.shape),
        response: {
          200: CollectionEnvelope,
          ...errorResponses(
            'COLLECTION_NOT_FOUND',
            'FIELD_NOT_FOUND',
            'FIELDS_FULL',
            'FORMULAS_FULL',
            'FIELD_IN_USE',
            'PRECONDITION_FAILED',
            'VALIDATION_FAILED',
          ),
        },
      },
    },
    async (request, reply) => {
      const { slug, key } = request.params
      const { value: collection } = await idempotent(db, request, Collection, (tx) =>
        restoreField(tx, request.actor, slug, key, expectedVersions(request.headers['if-match'])),
      )
      reply.header('ETag', etag(collection))
      return ok(request, collection)
    },
  )
}
