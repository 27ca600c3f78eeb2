import { CollectionEnvelope, CollectionParams, FieldParams, FieldPreviewEnvelope } from '#shared/collections.ts'
import { UpdateField } from '#shared/fields.ts'
import { FormulaPreviewEnvelope, PreviewFormula } from '#shared/formulas.ts'
import { asChange } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { IdempotencyHeader } from '../../http/idempotency.ts'
import { etag, expectedVersions, IfMatch } from '../../http/if-match.ts'
import { previewFormula } from '../formulas/preview-formula.ts'
import { changeField, previewField } from './change-field.ts'

const tags = ['collections']
const refusals = ['COLLECTION_NOT_FOUND', 'FIELD_NOT_FOUND', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

/** Changes of a field that reach into the items. */
export function fieldRoutes(app: App, { db }: { db: Db }): void {
  app.put(
    '/api/v1/collections/:slug/fields/:key',
    {
      config: { permission: 'collections:manage' },
      schema: {
        operationId: 'updateField',
        tags,
        summary: 'Change what a field is called, and what it may hold',
        params: FieldParams,
        headers: IfMatch,
        body: UpdateField,
        response: { 200: CollectionEnvelope, ...errorResponses('PRECONDITION_FAILED', 'FIELD_LOSES_VALUES', 'FIELD_IN_USE', 'FORMULAS_FULL', ...refusals) },
      },
    },
    async (request, reply) => {
      const { slug, key } = request.params
      const actor = asChange(request.actor)
      const collection = await changeField(db, actor, slug, key, request.body, expectedVersions(request.headers['if-match']))
      reply.headers({ ETag: etag(collection), 'Change-Set': actor.changeSet })
      return ok(request, collection)
    },
  )

  app.post(
    '/api/v1/collections/:slug/fields/:key/preview',
    {
      config: { permission: 'collections:manage' },
      schema: {
        operationId: 'previewField',
        tags,
        summary: 'What changing a field would do to the items that hold a value',
        params: FieldParams,
        headers: IdempotencyHeader,
        body: UpdateField,
        response: { 200: FieldPreviewEnvelope, ...errorResponses('FIELD_IN_USE', 'FORMULAS_FULL', ...refusals) },
      },
    },
    async (request) => {
      const { slug, key } = request.params
      return ok(request, await previewField(db, request.actor, slug, key, request.body))
    },
  )

  app.post(
    '/api/v1/collections/:slug/fields/preview-formula',
    {
      config: { permission: 'collections:manage' },
      schema: {
        operationId: 'previewFormula',
        tags,
        summary: 'What a formula would give, or what is wrong with it',
        params: CollectionParams,
        headers: IdempotencyHeader,
        body: PreviewFormula,
        response: {
          200: FormulaPreviewEnvelope,
          ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request) => ok(request, await previewFormula(db, request.actor, request.params.slug, request.body, request.language)),
  )
}
