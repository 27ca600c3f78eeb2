import { createHmac, randomBytes } from 'node:crypto'

// As the Standard Webhooks specification has it: https://github.com/standard-webhooks/standard-webhooks

const PREFIX = 'whsec_'
const SECRET_BYTES = 32

export const newWebhookSecret = () => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** What a stored secret was encrypted for. */
export const purposeOf = (webhookId: string) => `webhook ${webhookId}`

/**
 * The three headers of a delivery.
 * @param secrets the one of now, and before its end the one of before
 * @param at in seconds since 1970
 */
export function signedHeaders(secrets: readonly string[], id: string, at: number, body: string): Record<string, string> {
  const sign = (secret: string) =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${at}.${body}`)
      .digest('base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': secrets.map(sign).join(' ') }
}
