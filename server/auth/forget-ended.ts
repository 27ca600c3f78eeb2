import { sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { apiKeys, authSessions, signInLinks } from './tables.ts'

/** A token that comes back after its sign-in is gone is refused all the same; this long it is still known as stolen. */
const KEEP = sql`interval '30 days'`

/** Removes sign-ins, links and keys that ended long ago, with their refresh tokens. What happened stays in the audit. */
export async function forgetEnded(db: Db): Promise<void> {
  await db.delete(authSessions).where(sql`least(${authSessions.endedAt}, ${authSessions.expiresAt}) < now() - ${KEEP}`)
  await db.delete(signInLinks).where(sql`least(${signInLinks.endedAt}, ${signInLinks.expiresAt}) < now() - ${KEEP}`)
  await db.delete(apiKeys).where(sql`least(${apiKeys.endedAt}, ${apiKeys.expiresAt}) < now() - ${KEEP}`)
}
