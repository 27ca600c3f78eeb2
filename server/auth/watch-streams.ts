import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Access, type Actor, permissions } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { openReaders } from '../http/sse.ts'
import type { AuthDeps } from './open.ts'

/** A stream outlives what its request was allowed: this long at most. */
const CHECK_MS = 5000

const Live = z.array(z.object({ id: z.string(), permissions: z.array(z.string()) }))
const array = (ids: (string | null)[]) => `{${[...new Set(ids)].filter((id) => id !== null).join(',')}}`

/** By what somebody came in with, a sign-in or a key. */
const entryOf = (actor: Actor) => actor.sessionId ?? actor.apiKeyId ?? ''

export type Standing = (actor: Actor, access: Access | undefined) => boolean
const named = new Set<string>(permissions)

/** What each of them may do now; nothing where the sign-in or the key has ended. */
export async function standing(db: Db, idleMinutes: number, actors: readonly Actor[]): Promise<Standing> {
  const sessions = array(actors.map(({ sessionId }) => sessionId))
  const keys = array(actors.map(({ apiKeyId }) => apiKeyId))
  const { rows } = await db.execute(sql`
    select s.id, to_jsonb(r.permissions) as permissions from auth_sessions s join users u on u.id = s.user_id join roles r on r.slug = u.role
    where s.id = any(${sessions}::uuid[]) and s.ended_at is null and s.expires_at > now() and u.status = 'active'
      and s.last_used_at > now() - make_interval(mins => ${idleMinutes}::int)
    union all
    select k.id, (select coalesce(jsonb_agg(p), '[]') from unnest(k.scopes) as p where p = any(r.permissions))
    from api_keys k join users u on u.id = k.user_id join roles r on r.slug = u.role left join auth_sessions s on s.id = k.session_id
    where k.id = any(${keys}::uuid[]) and k.ended_at is null and (k.expires_at is null or k.expires_at > now()) and u.status = 'active'
      and (k.session_id is null or (s.ended_at is null and s.expires_at > now()
        and s.last_used_at > now() - make_interval(mins => ${idleMinutes}::int)))`)
  const live = new Map(Live.parse(rows).map((row) => [row.id, new Set(row.permissions)]))
  return (actor, access) => {
    const allowed = live.get(entryOf(actor))
    return allowed !== undefined && (access === undefined || !named.has(access) || allowed.has(access))
  }
}

/** Ends the open streams of sign-ins and keys that have ended, and of who may not read them any more. */
export function watchStreams(server: unknown, { db, config }: Pick<AuthDeps, 'db' | 'config'>, onError: (error: unknown) => void): { close: () => void } {
  async function check(): Promise<void> {
    const readers = openReaders(server)
    if (readers.length === 0) return
    const may = await standing(
      db,
      config.SESSION_IDLE_MINUTES,
      readers.map(({ actor }) => actor),
    )
    for (const { actor, permission, end } of readers) if (!may(actor, permission)) end()
  }
  const timer = setInterval(() => void check().catch(onError), CHECK_MS)
  return { close: () => clearInterval(timer) }
}
