import { z } from 'zod'
import { CollectionParams } from '#shared/collections.ts'
import type { Actor } from '#shared/permissions.ts'
import { CreateView, UpdateView, View, ViewEnvelope, ViewParams, ViewsEnvelope } from '#shared/views.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { createView, deleteView, findView, listViews, restoreView, updateView } from './queries.ts'

const tags = ['collections']
// Whoever may read a collection may keep ways to look at it; what all see is asked for beside.
const config = { permission: 'items:read' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const missing = ['COLLECTION_NOT_FOUND', 'VIEW_NOT_FOUND'] as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

export function viewRoutes(app: App, { db }: { db: Db }): void {
  const of = (on: Db, actor: Actor, slug: string) => findCollection(on, actor, slug)

  app.get(
    '/api/v1/collections/:slug/views',
    {
      config,
      schema: {
        operationId: 'listViews',
        tags,
        summary: 'Views of a collection: one’s own, and those that are shared',
        params: CollectionParams,
        headers: IfNoneMatch,
        response: { 200: ViewsEnvelope, ...unchanged, ...errorResponses('COLLECTION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { views: await listViews(db, request.actor, await of(db, request.actor, request.params.slug)) }),
  )

  app.post(
    '/api/v1/collections/:slug/views',
    {
      config,
      schema: {
        operationId: 'createView',
        tags,
        summary: 'Keep a view of a collection',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: CreateView,
        response: { 201: ViewEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'VIEWS_FULL', ...body) },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const { value: view } = await idempotent(db, request, View, async (tx) => createView(tx, request.actor, await of(tx, request.actor, slug), request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/collections/${slug}/views/${view.id}`, ETag: etag(view) })
        .send(ok(request, view))
    },
  )

  app.get(
    '/api/v1/collections/:slug/views/:id',
    {
      config,
      schema: {
        operationId: 'getView',
        tags,
        summary: 'One view',
        params: ViewParams,
        headers: IfNoneMatch,
        response: { 200: ViewEnvelope, ...unchanged, ...errorResponses(...missing) },
      },
    },
    async (request, reply) => {
      const view = await findView(db, request.actor, await of(db, request.actor, request.params.slug), request.params.id)
      reply.header('ETag', etag(view))
      return ok(request, view)
    },
  )

  app.put(
    '/api/v1/collections/:slug/views/:id',
    {
      config,
      schema: {
        operationId: 'updateView',
        tags,
        summary: 'Change what is sent of a view',
        description: 'A shared one is changed by who has `collections:manage`, and made private again by its owner alone.',
        params: ViewParams,
        headers: IfMatch,
        body: UpdateView,
        response: { 200: ViewEnvelope, ...errorResponses(...missing, 'PRECONDITION_FAILED', ...body) },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const view = await updateView(db, request.actor, await of(db, request.actor, slug), id, request.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(view))
      return ok(request, view)
    },
  )

  app.delete(
    '/api/v1/collections/:slug/views/:id',
    {
      config,
      schema: {
        operationId: 'deleteView',
        tags,
        summary: 'Take a view away; it can be brought back',
        params: ViewParams,
        headers: IfMatch,
        response: { 200: ViewEnvelope, ...errorResponses(...missing, 'PRECONDITION_FAILED') },
      },
    },
    async (request) => {
      const { slug, id } = request.params
      return ok(request, await deleteView(db, request.actor, await of(db, request.actor, slug), id, expectedVersions(request.headers['if-match'])))
    },
  )

  app.post(
    '/api/v1/collections/:slug/views/:id/restore',
    {
      config,
      schema: {
        operationId: 'restoreView',
        tags,
        summary: 'Bring a view back',
        params: ViewParams,
        headers: IdempotencyHeader,
        response: { 200: ViewEnvelope, ...errorResponses(...missing, 'VIEWS_FULL') },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const { value: view } = await idempotent(db, request, View, async (tx) => restoreView(tx, request.actor, await of(tx, request.actor, slug), id))
      reply.header('ETag', etag(view))
      return ok(request, view)
    },
  )
}
