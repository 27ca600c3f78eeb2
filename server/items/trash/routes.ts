import { CollectionItemParams, CollectionParams } from '#shared/collections.ts'
import { CollectionItemEnvelope } from '#shared/items.ts'
import { EmptiedTrashEnvelope, EmptyTrashQuery, TrashEnvelope } from '#shared/trash.ts'
import { findCollection } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { emptyTrash, findTrash, purgeItem } from './purge.ts'

const tags = ['collections']
/** What can be taken back needs less than what cannot. */
const purging = { permission: 'collections:manage' } as const

/** What was deleted, how long it is kept, and how it goes for good; its list is the collection's with `trash=true`. */
export function trashRoutes(app: App, { db, days }: { db: Db; days: number }): void {
  app.get(
    '/api/v1/collections/:slug/trash',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'getTrash',
        tags,
        summary: 'How many items the trash of a collection has, and how long it keeps them',
        params: CollectionParams,
        response: { 200: TrashEnvelope, ...errorResponses('COLLECTION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await findTrash(db, request.actor, await findCollection(db, request.actor, request.params.slug), days)),
  )

  app.delete(
    '/api/v1/collections/:slug/trash',
    {
      config: purging,
      schema: {
        operationId: 'emptyTrash',
        tags,
        summary: 'Delete all items in the trash of a collection for good',
        description: 'As many as five seconds suffice for; `remaining` says how many are left, and 0 that none is. Nothing brings them back.',
        params: CollectionParams,
        querystring: EmptyTrashQuery,
        response: { 200: EmptiedTrashEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'BULK_COUNT_CHANGED', 'VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const collection = await findCollection(db, request.actor, request.params.slug)
      return ok(request, await emptyTrash(db, request.actor, collection, request.query.expected_count))
    },
  )

  app.delete(
    '/api/v1/collections/:slug/trash/:id',
    {
      config: purging,
      schema: {
        operationId: 'purgeItem',
        tags,
        summary: 'Delete an item in the trash for good',
        description: 'One that is not in the trash is not found. Nothing brings it back.',
        params: CollectionItemParams,
        response: { 200: CollectionItemEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'ITEM_NOT_FOUND') },
      },
    },
    async (request) => {
      const { slug, id } = request.params
      return ok(request, await purgeItem(db, request.actor, await findCollection(db, request.actor, slug), id))
    },
  )
}
