import { z } from 'zod'
import { CollectionItemParams, CollectionParams } from '#shared/collections.ts'
import {
  Comment,
  CommentCountsEnvelope,
  CommentCountsQuery,
  CommentEnvelope,
  CommentPageEnvelope,
  CommentParams,
  ListCommentsQuery,
  WriteComment,
} from '#shared/comments.ts'
import { findCollection } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { countComments, createComment, deleteComment, listComments, restoreComment, updateComment } from './queries.ts'

const tags = ['collections']
// Whoever reads an item reads what was said of it; whoever may write items may say something.
const reading = { permission: 'items:read' } as const
const writing = { permission: 'items:write' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const missing = ['COLLECTION_NOT_FOUND', 'ITEM_NOT_FOUND'] as const

/** What people say of the items of a collection. */
export function commentRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/collections/:slug/items/:id/comments',
    {
      config: reading,
      schema: {
        operationId: 'listComments',
        tags,
        summary: 'What was said of an item, newest first',
        params: CollectionItemParams,
        querystring: ListCommentsQuery,
        headers: IfNoneMatch,
        response: { 200: CommentPageEnvelope, ...unchanged, ...errorResponses(...missing, 'VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const { slug, id } = request.params
      return ok(request, await listComments(db, request.actor, await findCollection(db, request.actor, slug), id, request.query))
    },
  )

  app.get(
    '/api/v1/collections/:slug/comment-counts',
    {
      config: reading,
      schema: {
        operationId: 'countComments',
        tags,
        summary: 'How many comments items have',
        params: CollectionParams,
        querystring: CommentCountsQuery,
        headers: IfNoneMatch,
        response: { 200: CommentCountsEnvelope, ...unchanged, ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const collection = await findCollection(db, request.actor, request.params.slug)
      return ok(request, { counts: await countComments(db, request.actor, collection, request.query.items.split(',')) })
    },
  )

  app.post(
    '/api/v1/collections/:slug/items/:id/comments',
    {
      config: writing,
      schema: {
        operationId: 'createComment',
        tags,
        summary: 'Say something of an item',
        params: CollectionItemParams,
        headers: IdempotencyHeader,
        body: WriteComment,
        response: { 201: CommentEnvelope, ...errorResponses(...missing, ...body) },
      },
    },
    async (request, reply) => {
      const { slug, id } = request.params
      const { actor } = request
      const { value: comment } = await idempotent(db, request, Comment, async (tx) =>
        createComment(tx, actor, await findCollection(tx, actor, slug), id, request.body.body),
      )
      return reply
        .code(201)
        .headers({ Location: `/api/v1/comments/${comment.id}`, ETag: etag(comment) })
        .send(ok(request, comment))
    },
  )

  app.put(
    '/api/v1/comments/:id',
    {
      config: writing,
      schema: {
        operationId: 'updateComment',
        tags,
        summary: 'Change what one has said oneself',
        params: CommentParams,
        headers: IfMatch,
        body: WriteComment,
        response: { 200: CommentEnvelope, ...errorResponses('COMMENT_NOT_FOUND', 'PRECONDITION_FAILED', ...body) },
      },
    },
    async (request, reply) => {
      const comment = await updateComment(db, request.actor, request.params.id, request.body.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(comment))
      return ok(request, comment)
    },
  )

  app.delete(
    '/api/v1/comments/:id',
    {
      config: writing,
      schema: {
        operationId: 'deleteComment',
        tags,
        summary: 'Take a comment away; it can be brought back',
        description: 'One’s own; with `collections:manage` anybody’s.',
        params: CommentParams,
        headers: IfMatch,
        response: { 200: CommentEnvelope, ...errorResponses('COMMENT_NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request) => ok(request, await deleteComment(db, request.actor, request.params.id, expectedVersions(request.headers['if-match']))),
  )

  app.post(
    '/api/v1/comments/:id/restore',
    {
      config: writing,
      schema: {
        operationId: 'restoreComment',
        tags,
        summary: 'Bring a comment back',
        description: 'By who may take it away.',
        params: CommentParams,
        headers: IdempotencyHeader,
        response: { 200: CommentEnvelope, ...errorResponses('COMMENT_NOT_FOUND') },
      },
    },
    async (request) => ok(request, (await idempotent(db, request, Comment, (tx) => restoreComment(tx, request.actor, request.params.id))).value),
  )
}
