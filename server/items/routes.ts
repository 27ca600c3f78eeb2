import { z } from 'zod'
import { CreateItem, Item, ItemEnvelope, ItemHistoryEnvelope, ItemPageEnvelope, ItemParams, ListItemsQuery, UpdateItem } from '#shared/items.ts'
import { asChange } from '../audit/acting.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { countingOf, listItems } from './list.ts'
import { contract, createItem, deleteItem, findItem, itemHistory, restoreItem, updateItem } from './queries.ts'

const tags = ['items']
export const ListHeaders = IfNoneMatch.extend({
  prefer: z
    .string()
    .max(500)
    .optional()
    .describe('`count=exact` counts every match of a search; `count=none` counts none beyond the page, which is then there as soon as its rows are.'),
})

/** What an answer says of a change beside the item: its version, and what undoes it, which a repeated request did not make. */
export const changed = (item: { version: number }, changeSet: string | true) => ({
  ETag: etag(item),
  ...(changeSet === true ? {} : { 'Change-Set': changeSet }),
})

export function itemRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/items',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'listItems',
        tags,
        summary: 'A page of items',
        description: 'Newest first unless `sort` says otherwise.',
        querystring: ListItemsQuery,
        headers: ListHeaders,
        response: { 200: ItemPageEnvelope, 304: z.null().describe('Nothing changed.'), ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listItems(db, request.actor, contract, [], request.query, countingOf(request.headers.prefer))),
  )

  app.post(
    '/api/v1/items',
    {
      config: { permission: 'items:write' },
      schema: {
        operationId: 'createItem',
        tags,
        summary: 'Create an item',
        headers: IdempotencyHeader,
        body: CreateItem,
        response: { 201: ItemEnvelope, ...errorResponses('VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE') },
      },
    },
    async (request, reply) => {
      const actor = asChange(request.actor)
      const { value: item, repeated } = await idempotent(db, request, Item, (tx) => createItem(tx, actor, contract, request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/items/${item.id}`, ...changed(item, repeated || actor.changeSet) })
        .send(ok(request, item))
    },
  )

  app.get(
    '/api/v1/items/:id',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'getItem',
        tags,
        summary: 'One item',
        params: ItemParams,
        headers: IfNoneMatch,
        response: { 200: ItemEnvelope, 304: z.null().describe('Nothing changed.'), ...errorResponses('ITEM_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const item = await findItem(db, request.actor, contract, request.params.id)
      reply.header('ETag', etag(item))
      return ok(request, item)
    },
  )

  app.put(
    '/api/v1/items/:id',
    {
      config: { permission: 'items:write' },
      schema: {
        operationId: 'updateItem',
        tags,
        summary: 'Change the fields that are sent',
        params: ItemParams,
        headers: IfMatch,
        body: UpdateItem,
        response: {
          200: ItemEnvelope,
          ...errorResponses('ITEM_NOT_FOUND', 'PRECONDITION_FAILED', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request, reply) => {
      const actor = asChange(request.actor)
      const item = await updateItem(db, actor, contract, request.params.id, request.body, expectedVersions(request.headers['if-match']))
      reply.headers(changed(item, actor.changeSet))
      return ok(request, item)
    },
  )

  app.delete(
    '/api/v1/items/:id',
    {
      config: { permission: 'items:write' },
      schema: {
        operationId: 'deleteItem',
        tags,
        summary: 'Move an item to the trash',
        params: ItemParams,
        headers: IfMatch,
        response: { 200: ItemEnvelope, ...errorResponses('ITEM_NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request, reply) => {
      const actor = asChange(request.actor)
      const item = await deleteItem(db, actor, contract, request.params.id, expectedVersions(request.headers['if-match']))
      reply.headers(changed(item, actor.changeSet))
      return ok(request, item)
    },
  )

  app.post(
    '/api/v1/items/:id/restore',
    {
      config: { permission: 'items:write' },
      schema: {
        operationId: 'restoreItem',
        tags,
        summary: 'Take an item out of the trash',
        params: ItemParams,
        headers: IdempotencyHeader,
        response: { 200: ItemEnvelope, ...errorResponses('ITEM_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const actor = asChange(request.actor)
      const { value: item, repeated } = await idempotent(db, request, Item, (tx) => restoreItem(tx, actor, contract, request.params.id))
      reply.headers(changed(item, repeated || actor.changeSet))
      return ok(request, item)
    },
  )

  app.get(
    '/api/v1/items/:id/history',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'getItemHistory',
        tags,
        summary: 'Every version of an item, newest first',
        params: ItemParams,
        response: { 200: ItemHistoryEnvelope, ...errorResponses('ITEM_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { changes: await itemHistory(db, request.actor, contract, request.params.id) }),
  )
}
