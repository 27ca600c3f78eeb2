import { sql } from 'drizzle-orm'
import type { WebhookStop } from '#shared/webhooks.ts'
import { asActor } from '../audit/acting.ts'
import type { Db } from '../db/engine.ts'

/** Of a webhook `w`: its creator may do what it does in their name. */
export const creatorMay = sql.raw('webhook_creator_may(w.created_by)')

/** The program disables it and says why. In a transaction that says who acts. */
export const stopWebhook = (tx: Db, id: string, why: WebhookStop) =>
  tx.execute(sql`
    update webhooks set enabled = false, stopped = ${why}::text, held_until = null, version = version + 1, updated_at = now()
    where id = ${id}::uuid and enabled`)

/** Those whose creators may not any more. */
export const stopOrphans = (db: Db) =>
  asActor(db, { userId: null, source: 'system' }, (tx) =>
    tx.execute(sql`
      update webhooks w set enabled = false, stopped = 'creator', held_until = null, version = version + 1, updated_at = now()
      where enabled and not ${creatorMay}`),
  )
