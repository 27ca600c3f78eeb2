import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { forgetUnsent } from './queries.ts'

const HOUR_MS = 3_600_000

/** What was never sent is forgotten, by whichever replica comes first. */
export function keepAttachmentsTidy(app: App, db: Db): void {
  const forget = () => void forgetUnsent(db).catch((error: unknown) => app.log.warn({ err: error }, 'Unsent attachments were not removed.'))
  const hourly = setInterval(forget, HOUR_MS).unref()
  app.addHook('onListen', async () => forget())
  app.addHook('preClose', async () => clearInterval(hourly))
}
