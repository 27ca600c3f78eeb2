import { z } from 'zod'
import { Slug } from './collections.ts'
import { success } from './envelope.ts'
import { CollectionItem } from './items.ts'
import { sources } from './permissions.ts'
import { Id, Timestamp, text } from './text.ts'

/** Of a workspace: each is asked with every change. */
export const WEBHOOKS_MAX = 50
export const WEBHOOK_NAME_MAX = 100
const URL_MAX = 2000
/** Changes that one delivery tells at most. */
export const WEBHOOK_CHANGES_MAX = 100
/** Bytes of an item's values and description; a larger one is told without. */
export const WEBHOOK_ITEM_MAX = 64 * 1024
/** Deliveries that wait for a receiver; one more stops the webhook. */
export const WEBHOOK_WAITING_MAX = 10_000
/** Without one success for so long a webhook stops. */
export const WEBHOOK_FAILING_DAYS = 5
/** So long deliveries are kept, and can be sent again. */
export const WEBHOOK_LOG_DAYS = 30
/** After a roll the old secret signs beside the new one for so long. */
export const WEBHOOK_ROLL_HOURS = 24
/** Bytes of what a receiver answers that are kept. */
export const WEBHOOK_ANSWER_MAX = 1024

export const webhookEvents = ['item.created', 'item.updated', 'item.deleted', 'item.restored'] as const
export type WebhookEvent = (typeof webhookEvents)[number]
/** Why one stopped by itself. */
export const webhookStops = ['gone', 'failing', 'behind', 'creator'] as const
export type WebhookStop = (typeof webhookStops)[number]
export const deliveryStates = ['waiting', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]
/** What went wrong: the address is not allowed, the name is not known, no connection, TLS, too late, sent elsewhere, a status that is not 2xx, a secret that cannot be read. */
export const deliveryErrors = ['address', 'name', 'connection', 'tls', 'timeout', 'redirect', 'status', 'secret'] as const
export type DeliveryError = (typeof deliveryErrors)[number]

function isAddress(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === '' && url.hostname !== ''
}

const unique = (list: readonly string[]) => new Set(list).size === list.length
const name = text(1, WEBHOOK_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })
const settings = {
  name,
  url: text(1, URL_MAX)
    .refine(isAddress, { error: 'An http or https address, without a user name, a password or a part after #.' })
    .describe('Where deliveries are sent to: http or https, not into private networks.'),
  events: z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length).refine(unique, { error: 'Each can be there once.' }),
  collections: z.array(Slug).min(1).max(100).refine(unique, { error: 'Each can be there once.' }).nullable().describe('Of which collections; null for all.'),
  enabled: z.boolean().describe('What is changed while it is false is not told later.'),
}

export const Webhook = z
  .object({
    id: Id,
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    collections: z.array(Slug).nullable().describe('null for all.'),
    enabled: z.boolean(),
    stopped: z
      .enum(webhookStops)
      .nullable()
      .describe(
        `Why it was disabled by itself: the receiver answered 410; no delivery succeeded for ${WEBHOOK_FAILING_DAYS} days; ${WEBHOOK_WAITING_MAX} deliveries wait; its creator may not read items or manage webhooks any more. null where a person did.`,
      ),
    created_by: Id.describe('Who made it. The receiver is told what this person may read.'),
    created_by_name: z.string(),
    failing_since: Timestamp.nullable().describe('Of the first delivery that failed since the last one that succeeded.'),
    previous_secret_until: Timestamp.nullable().describe('So long the secret before the last roll signs too.'),
    waiting: z.int().describe('Deliveries that wait to be sent.'),
    last_delivery: z
      .object({ id: Id, state: z.enum(deliveryStates), at: Timestamp })
      .nullable()
      .describe('The newest that was tried.'),
    version: z.int().positive().describe('Counts the changes; also the ETag.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

export const CreateWebhook = z
  .strictObject({ ...settings, collections: settings.collections.default(null), enabled: settings.enabled.default(true) })
  .meta({ id: 'CreateWebhook' })
export type CreateWebhook = z.infer<typeof CreateWebhook>
export const UpdateWebhook = z.strictObject(settings).partial().meta({ id: 'UpdateWebhook', description: 'What is sent is changed.' })
export type UpdateWebhook = z.infer<typeof UpdateWebhook>

export const NewWebhook = z
  .object({ webhook: Webhook, secret: z.string().describe('whsec_ and 32 bytes in base64. In this answer and nowhere else.') })
  .meta({ id: 'NewWebhook' })
export type NewWebhook = z.infer<typeof NewWebhook>

/** One try. */
export const WebhookAttempt = z
  .object({
    at: Timestamp,
    status: z.int().nullable().describe('Of the answer; null without one.'),
    duration_ms: z.int(),
    error: z.enum(deliveryErrors).nullable().describe('null where it succeeded.'),
    answer: z.string().describe(`The first ${WEBHOOK_ANSWER_MAX} bytes of it.`),
  })
  .meta({ id: 'WebhookAttempt' })
export type WebhookAttempt = z.infer<typeof WebhookAttempt>

const delivery = {
  id: Id.describe('Also the header webhook-id; the same at each try.'),
  type: z.string().describe('One of the events, or ping.'),
  changes: z.int().describe('How many it tells.'),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  created_at: Timestamp,
  next_at: Timestamp.nullable().describe('When it is tried next; null where it is not.'),
  last_attempt: WebhookAttempt.nullable(),
}
export const WebhookDelivery = z.object(delivery).meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.infer<typeof WebhookDelivery>
export const WebhookDeliveryDetails = z
  .object({ ...delivery, body: z.string().describe('As it is sent.'), log: z.array(WebhookAttempt).describe('The newest first, 50 at most.') })
  .meta({ id: 'WebhookDeliveryDetails' })
export type WebhookDeliveryDetails = z.infer<typeof WebhookDeliveryDetails>

export const DeliveriesQuery = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .prefault('50')
    .describe('How many at most.')
    .meta({ example: '50' }),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('next_cursor of the page before.'),
})
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>

/** What a receiver is sent. */
export const WebhookChange = z.object({
  item_id: Id,
  version: z.int().positive().describe('Of the item, by this change. Keep the greatest.'),
  change_set_id: Id.nullable(),
  actor_id: Id.nullable().describe('null where it was changed past the program.'),
  source: z.enum(sources),
  at: Timestamp,
  item: CollectionItem.nullable().describe('As it was when the delivery was made; null where it is gone for good, or left_out says why.'),
  left_out: z.literal('too_large').optional(),
})
export type WebhookChange = z.infer<typeof WebhookChange>
export const WebhookBody = z.object({
  type: z.enum([...webhookEvents, 'ping']),
  timestamp: Timestamp,
  data: z.object({ webhook_id: Id, collection: Slug.optional(), changes: z.array(WebhookChange).optional() }),
})
export type WebhookBody = z.infer<typeof WebhookBody>

export const WebhookParams = z.strictObject({ id: Id })
export const WebhookDeliveryParams = z.strictObject({ id: Id, delivery_id: Id })
export const WebhookEnvelope = success('WebhookEnvelope', Webhook)
export const NewWebhookEnvelope = success('NewWebhookEnvelope', NewWebhook)
export const WebhooksEnvelope = success('WebhooksEnvelope', z.object({ webhooks: z.array(Webhook) }))
export const WebhookAttemptEnvelope = success('WebhookAttemptEnvelope', WebhookAttempt)
export const WebhookDeliveryEnvelope = success('WebhookDeliveryEnvelope', WebhookDelivery)
export const WebhookDeliveryDetailsEnvelope = success('WebhookDeliveryDetailsEnvelope', WebhookDeliveryDetails)
export const WebhookDeliveriesEnvelope = success(
  'WebhookDeliveriesEnvelope',
  z.object({ deliveries: z.array(WebhookDelivery), next_cursor: z.string().nullable().describe('null on the last page.') }),
)
