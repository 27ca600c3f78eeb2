import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { openReaders } from '../http/sse.ts'
import type { AuthDeps } from './open.ts'

/** A stream outlives what its request was allowed: this long at most. */
const CHECK_MS = 5000

const Live = z.array(z.object({ id: z.string() }))
const array = (ids: (string | null)[]) => `{${[...new Set(ids)].filter((id) => id !== null).join(',')}}`

/** Ends the open streams of sign-ins and keys that have ended. */
export function watchStreams(server: unknown, { db, config }: Pick<AuthDeps, 'db' | 'config'>, onError: (error: unknown) => void): { close: () => void } {
  async function check(): Promise<void> {
    const readers = openReaders(server)
    if (readers.length === 0) return
    const sessions = array(readers.map(({ actor }) => actor.sessionId))
    const keys = array(readers.map(({ actor }) => actor.apiKeyId))
    const { rows } = await db.execute(sql`
      select s.id from auth_sessions s join users u on u.id = s.user_id
      where s.id = any(${sessions}::uuid[]) and s.ended_at is null and s.expires_at > now() and u.status = 'active'
        and s.last_used_at > now() - make_interval(mins => ${config.SESSION_IDLE_MINUTES}::int)
      union all
      select k.id from api_keys k join users u on u.id = k.user_id left join auth_sessions s on s.id = k.session_id
      where k.id = any(${keys}::uuid[]) and k.ended_at is null and (k.expires_at is null or k.expires_at > now()) and u.status = 'active'
        and (k.session_id is null or (s.ended_at is null and s.expires_at > now()
          and s.last_used_at > now() - make_interval(mins => ${config.SESSION_IDLE_MINUTES}::int)))`)
    const live = new Set(Live.parse(rows).map(({ id }) => id))
    for (const { actor, end } of readers) if (!live.has(actor.sessionId ?? actor.apiKeyId ?? '')) end()
  }
  const timer = setInterval(() => void check().catch(onError), CHECK_MS)
  return { close: () => clearInterval(timer) }
}
