import { z } from 'zod'
import { AggregateEnvelope, AggregateQuery, FacetQuery, FacetsEnvelope } from '#shared/aggregates.ts'
import { CollectionParams } from '#shared/collections.ts'
import { findCollection } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { IfNoneMatch } from '../../http/if-match.ts'
import { countingOf } from '../list.ts'
import { ListHeaders } from '../routes.ts'
import { aggregateItems } from './aggregate.ts'
import { facetsOf } from './facets.ts'

const tags = ['collections']
const config = { permission: 'items:read' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const refusals = ['COLLECTION_NOT_FOUND', 'VALIDATION_FAILED'] as const

/** What the rows of a list come to. */
export function aggregateRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/collections/:slug/items/aggregate',
    {
      config,
      schema: {
        operationId: 'aggregateCollectionItems',
        tags,
        summary: 'How many items match, and sums, averages and extremes of their fields',
        description: 'Of the newest rows of a long collection, which takes no longer than of a short one; of all with `Prefer: count=exact`.',
        params: CollectionParams,
        querystring: AggregateQuery,
        headers: ListHeaders,
        response: { 200: AggregateEnvelope, ...unchanged, ...errorResponses(...refusals) },
      },
    },
    async (request) => {
      const collection = await findCollection(db, request.actor, request.params.slug)
      const all = countingOf(request.headers.prefer) === 'exact'
      return ok(request, await aggregateItems(db, request.actor, collection, request.query, all))
    },
  )

  app.get(
    '/api/v1/collections/:slug/items/facets',
    {
      config,
      schema: {
        operationId: 'getCollectionFacets',
        tags,
        summary: 'Which values the fields of the matching items hold, and how often',
        params: CollectionParams,
        querystring: FacetQuery,
        headers: IfNoneMatch,
        response: { 200: FacetsEnvelope, ...unchanged, ...errorResponses(...refusals) },
      },
    },
    async (request) => ok(request, await facetsOf(db, request.actor, await findCollection(db, request.actor, request.params.slug), request.query)),
  )
}
