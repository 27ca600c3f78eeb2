import { z } from 'zod'
import {
  CreateWebhook,
  DeliveriesQuery,
  NewWebhookEnvelope,
  UpdateWebhook,
  type Webhook,
  WebhookAttemptEnvelope,
  WebhookDeliveriesEnvelope,
  WebhookDelivery,
  WebhookDeliveryDetailsEnvelope,
  WebhookDeliveryEnvelope,
  WebhookDeliveryParams,
  WebhookEnvelope,
  WebhookParams,
  WebhooksEnvelope,
} from '#shared/webhooks.ts'
import type { Database } from '../db/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { openAddresses } from './addresses.ts'
import { startDelivering } from './deliver.ts'
import { findDelivery, listDeliveries, replayDelivery, testWebhook } from './deliveries.ts'
import { type WebhookLimits, webhookLimits } from './limits.ts'
import { createWebhook, deleteWebhook, findWebhook, listWebhooks, rollSecret, updateWebhook } from './queries.ts'

const tags = ['webhooks']
const config = { permission: 'webhooks:manage' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const once = 'The secret is in this answer and nowhere else, so an Idempotency-Key has no effect here.'

/** With what changes beside the version. */
const tagOf = ({ version, ...webhook }: Webhook) => etag({ version }, JSON.stringify(webhook))

type Deps = { database: Database; secrets: Secrets; allowedHosts: readonly string[]; limits?: Partial<WebhookLimits> | undefined }

/** Who is told of changes from outside. What may be set up with `webhooks:manage` also takes `items:read`. */
export function webhookRoutes(app: App, { database: { db, kind }, secrets, allowedHosts, limits: given }: Deps): void {
  const addresses = openAddresses(allowedHosts)
  const limits = { ...webhookLimits, ...given }
  const delivering = startDelivering({ db, kind, secrets, addresses, limits, logger: app.log })
  const closing = new AbortController()
  app.addHook('preClose', async () => {
    closing.abort()
    await delivering.close()
  })

  app.get(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'The webhooks of the workspace',
        headers: IfNoneMatch,
        response: { 200: WebhooksEnvelope, ...unchanged, ...errorResponses() },
      },
    },
    async (request) => ok(request, { webhooks: await listWebhooks(db, request.actor) }),
  )

  app.post(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Have an address told of changes',
        description: `Takes \`items:read\` too. See docs/webhooks.md. ${once}`,
        body: CreateWebhook,
        response: { 201: NewWebhookEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'WEBHOOKS_FULL', ...body) },
      },
    },
    async (request, reply) => {
      const made = await createWebhook({ db, secrets, addresses }, request.actor, request.body)
      return reply
        .code(201)
        .headers({ Location: `/api/v1/webhooks/${made.webhook.id}`, ETag: tagOf(made.webhook) })
        .send(ok(request, made))
    },
  )

  app.get(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        operationId: 'getWebhook',
        tags,
        summary: 'One webhook',
        params: WebhookParams,
        headers: IfNoneMatch,
        response: { 200: WebhookEnvelope, ...unchanged, ...errorResponses('WEBHOOK_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const webhook = await findWebhook(db, request.actor, request.params.id)
      reply.header('ETag', tagOf(webhook))
      return ok(request, webhook)
    },
  )

  app.put(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        operationId: 'updateWebhook',
        tags,
        summary: 'Change what is sent of a webhook',
        description: 'Takes `items:read` too. Whoever enables one whose creator may not do it any more takes it over.',
        params: WebhookParams,
        headers: IfMatch,
        body: UpdateWebhook,
        response: { 200: WebhookEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'COLLECTION_NOT_FOUND', 'PRECONDITION_FAILED', ...body) },
      },
    },
    async (request, reply) => {
      const expected = expectedVersions(request.headers['if-match'])
      const webhook = await updateWebhook({ db, addresses }, request.actor, request.params.id, request.body, expected)
      delivering.wake()
      reply.header('ETag', tagOf(webhook))
      return ok(request, webhook)
    },
  )

  app.delete(
    '/api/v1/webhooks/:id',
    {
      config,
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Delete a webhook and the log of its deliveries',
        params: WebhookParams,
        headers: IfMatch,
        response: { 200: WebhookEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request) => ok(request, await deleteWebhook(db, request.actor, request.params.id, expectedVersions(request.headers['if-match']))),
  )

  app.post(
    '/api/v1/webhooks/:id/secret',
    {
      config,
      schema: {
        operationId: 'rollWebhookSecret',
        tags,
        summary: 'Make a new secret; for a day the one before signs beside it',
        description: once,
        params: WebhookParams,
        response: { 200: NewWebhookEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await rollSecret({ db, secrets }, request.actor, request.params.id)),
  )

  app.post(
    '/api/v1/webhooks/:id/test',
    {
      config,
      schema: {
        operationId: 'testWebhook',
        tags,
        summary: 'Send a ping now, and say what came of it',
        description: 'Also for a disabled one. It is not tried again.',
        params: WebhookParams,
        response: { 200: WebhookAttemptEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'SHUTTING_DOWN') },
      },
    },
    async (request) =>
      ok(request, await testWebhook({ db, secrets, addresses, deadlineMs: limits.deadlineMs }, request.actor, request.params.id, closing.signal)),
  )

  app.get(
    '/api/v1/webhooks/:id/deliveries',
    {
      config,
      schema: {
        operationId: 'listWebhookDeliveries',
        tags,
        summary: 'What was sent, the newest first',
        description: 'Takes `items:read` too.',
        params: WebhookParams,
        querystring: DeliveriesQuery,
        response: { 200: WebhookDeliveriesEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listDeliveries(db, request.actor, request.params.id, request.query)),
  )

  app.get(
    '/api/v1/webhooks/:id/deliveries/:delivery_id',
    {
      config,
      schema: {
        operationId: 'getWebhookDelivery',
        tags,
        summary: 'One delivery: its body, and each try',
        description: 'Takes `items:read` too.',
        params: WebhookDeliveryParams,
        response: { 200: WebhookDeliveryDetailsEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'WEBHOOK_DELIVERY_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await findDelivery(db, request.actor, request.params.id, request.params.delivery_id)),
  )

  app.post(
    '/api/v1/webhooks/:id/deliveries/:delivery_id/replay',
    {
      config,
      schema: {
        operationId: 'replayWebhookDelivery',
        tags,
        summary: 'Send a delivery again, as it was',
        description: 'Under the same id, at once, and by the whole schedule. Takes `items:read` too.',
        params: WebhookDeliveryParams,
        headers: IdempotencyHeader,
        response: { 200: WebhookDeliveryEnvelope, ...errorResponses('WEBHOOK_NOT_FOUND', 'WEBHOOK_DELIVERY_NOT_FOUND', 'WEBHOOK_DISABLED') },
      },
    },
    async (request) => {
      const { id, delivery_id: deliveryId } = request.params
      const { value } = await idempotent(db, request, WebhookDelivery, (tx) => replayDelivery(tx, request.actor, id, deliveryId))
      delivering.wake()
      return ok(request, value)
    },
  )
}
