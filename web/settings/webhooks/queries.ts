import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  CreateWebhook,
  type DeliveryState,
  NewWebhookEnvelope,
  type UpdateWebhook,
  type Webhook,
  WebhookAttemptEnvelope,
  WebhookDeliveriesEnvelope,
  WebhookDeliveryDetailsEnvelope,
  WebhookDeliveryEnvelope,
  WebhookEnvelope,
  WebhooksEnvelope,
} from '#shared/webhooks.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** What becomes of deliveries is seen without asking. */
const LOOK_EVERY_MS = 5000
const PAGE_SIZE = 30

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks', 'all'],
  queryFn: async ({ signal }) => (await call(WebhooksEnvelope, { path: apiPaths.webhooks(), signal })).webhooks,
  refetchInterval: LOOK_EVERY_MS,
})

export const deliveriesQuery = (id: string, state: DeliveryState | '') =>
  infiniteQueryOptions({
    queryKey: ['webhooks', 'deliveries', id, state],
    queryFn: ({ pageParam, signal }) =>
      call(WebhookDeliveriesEnvelope, {
        path: apiPaths.webhookDeliveries(id),
        query: { limit: PAGE_SIZE, state: state || undefined, cursor: pageParam || undefined },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LOOK_EVERY_MS,
  })

/** @param attempts after each of which there is something new */
export const deliveryQuery = (id: string, delivery: string, attempts: number) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', id, delivery, attempts],
    queryFn: ({ signal }) => call(WebhookDeliveryDetailsEnvelope, { path: apiPaths.webhookDelivery(id, delivery), signal }),
  })

export const refreshWebhooks = (queries: QueryClient) => queries.invalidateQueries({ queryKey: ['webhooks'] })

/** What the form asks for; whether it is enabled is said elsewhere. */
export const WebhookForm = CreateWebhook.omit({ enabled: true })

const ifMatch = ({ version }: Webhook) => ({ 'If-Match': `"${version}"` })
/** Without an Idempotency-Key: the answer holds a secret, and would be kept with it. */
export const createWebhook = (body: UpdateWebhook) => call(NewWebhookEnvelope, { method: 'POST', path: apiPaths.webhooks(), body })
export const updateWebhook = (webhook: Webhook, body: UpdateWebhook) =>
  call(WebhookEnvelope, { method: 'PUT', path: apiPaths.webhook(webhook.id), body, headers: ifMatch(webhook) })
export const deleteWebhook = (id: string) => call(WebhookEnvelope, { method: 'DELETE', path: apiPaths.webhook(id) })
export const rollSecret = (id: string) => call(NewWebhookEnvelope, { method: 'POST', path: `${apiPaths.webhook(id)}/secret` })
export const testWebhook = (id: string) => call(WebhookAttemptEnvelope, { method: 'POST', path: `${apiPaths.webhook(id)}/test` })
export const replayDelivery = (id: string, delivery: string, key: string) =>
  call(WebhookDeliveryEnvelope, { method: 'POST', path: `${apiPaths.webhookDelivery(id, delivery)}/replay`, headers: idempotencyKey(key) })
