import { BulkMatching, BulkResult, BulkResultEnvelope, BulkUpsert, BulkWrite } from '#shared/bulk.ts'
import { CollectionParams } from '#shared/collections.ts'
import { asChange } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import type { App, Request } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../../http/idempotency.ts'
import { upsert } from './upsert.ts'
import { type How, writeBulk } from './write-bulk.ts'
import { writeMatching } from './write-matching.ts'

const tags = ['collections']
const config = { permission: 'items:write' } as const
const refusals = ['COLLECTION_NOT_FOUND', 'BULK_FAILED', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

/** Many items at once, which are one change set. */
export function bulkRoutes(app: App, { db }: { db: Db }): void {
  const how = ({ language }: Request, { atomic = true, dry_run: dry = false }: { atomic?: boolean | undefined; dry_run?: boolean | undefined }): How => ({
    atomic,
    dry,
    language,
  })

  app.post(
    '/api/v1/collections/:slug/items/bulk',
    {
      config,
      schema: {
        operationId: 'writeCollectionItems',
        tags,
        summary: 'Create, change, delete and restore many items of a collection at once',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: BulkWrite,
        response: { 200: BulkResultEnvelope, ...errorResponses(...refusals) },
      },
    },
    async (request) => {
      const { body, params } = request
      const run = (tx: Db) => writeBulk(tx, asChange(request.actor), params.slug, body, how(request, body))
      return ok(request, (await idempotent(db, request, BulkResult, run)).value)
    },
  )

  app.post(
    '/api/v1/collections/:slug/items/bulk/upsert',
    {
      config,
      schema: {
        operationId: 'upsertCollectionItems',
        tags,
        summary: 'Change the items that are there by a key, and create the others',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: BulkUpsert,
        response: { 200: BulkResultEnvelope, ...errorResponses('BULK_KEY_AMBIGUOUS', ...refusals) },
      },
    },
    async (request) => {
      const { body, params } = request
      const run = (tx: Db) => upsert(tx, asChange(request.actor), params.slug, body, how(request, body))
      return ok(request, (await idempotent(db, request, BulkResult, run)).value)
    },
  )

  app.post(
    '/api/v1/collections/:slug/items/bulk/matching',
    {
      config,
      schema: {
        operationId: 'changeMatchingCollectionItems',
        tags,
        summary: 'Change or delete all items of a collection that a filter finds',
        description: 'All of them or none, and only if they are as many as expected: a dry run says how many there are.',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: BulkMatching,
        response: { 200: BulkResultEnvelope, ...errorResponses('BULK_COUNT_CHANGED', 'INVALID_PARAMETER', ...refusals) },
      },
    },
    async (request) => {
      const { body, params } = request
      const run = (tx: Db) => writeMatching(tx, asChange(request.actor), params.slug, body, how(request, body))
      return ok(request, (await idempotent(db, request, BulkResult, run)).value)
    },
  )
}
