import { eq, sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { type Actor, type ChangeSource, type Permission, permissions } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import { readAccessToken } from './access-token.ts'
import { accessCookie } from './cookies.ts'
import type { SigningKeys } from './signing-keys.ts'
import { apiKeys, authSessions, roles, users } from './tables.ts'
import { tokenHash } from './tokens.ts'

/** How long an answer to "who is this, and what may they do" is believed: the longest that a revocation on another replica takes. */
const REMEMBERED_MS = 10_000
/** More callers than any workspace has; beyond it the memory starts anew. */
const REMEMBERED_MAX = 20_000
/** The last use is for people to read and for the idle timeout: to the minute is enough. */
const TOUCH_MS = 60_000

export const API_KEY_PREFIX = 'dm_'

export type Credential = { token: string; source: Extract<ChangeSource, 'page' | 'api' | 'api-key'> }

export type Actors = {
  /** Who this credential is for, or null. A promise only where it has to be looked up. */
  find: (credential: Credential) => Actor | null | Promise<Actor | null>
  /** After anything that takes rights away: in this process it holds at once. */
  forget: () => void
}

/** What the caller shows. An Authorization header counts alone, so that a cookie never stands in for a bad one. */
export function credentialOf(request: FastifyRequest): Credential | null {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1] ?? ''
    return { token, source: token.startsWith(API_KEY_PREFIX) ? 'api-key' : 'api' }
  }
  // A page elsewhere speaks for itself, whatever cookies a browser may have let it send along.
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return null
  const token = accessCookie(request)
  return token === null ? null : { token, source: 'page' }
}

const { placeholder } = sql
const known = new Set<string>(permissions)
const isPermission = (name: string): name is Permission => known.has(name)

/** Whether anything limits what the person may spend (server/usage): who has no limit is not asked for each call. */
const budgeted = sql<boolean>`exists (select from budgets b where b.subject in ('role:' || ${users.role}, 'user:' || ${users.id}, 'own:' || ${users.id}))`

const ago = (name: string) => sql`now() - ${placeholder(name)}::double precision * interval '1 millisecond'`

/** The sign-in of an access token, where it has not ended, with what its person may do now. */
const selectSession = prepared((db) =>
  db
    .select({
      permissions: roles.permissions,
      budgeted,
      stale: sql<boolean>`${authSessions.lastUsedAt} < ${ago('touch')}`,
    })
    .from(authSessions)
    .innerJoin(users, eq(users.id, authSessions.userId))
    .innerJoin(roles, eq(roles.slug, users.role))
    .where(
      sql`${authSessions.id} = ${placeholder('session')} and ${authSessions.userId} = ${placeholder('user')} and ${authSessions.endedAt} is null
        and ${authSessions.expiresAt} > now() and ${authSessions.lastUsedAt} > ${ago('idle')} and ${users.status} = 'active'`,
    )
    .prepare('find_session_actor'),
)

const selectKey = prepared((db) =>
  db
    .select({
      id: apiKeys.id,
      userId: apiKeys.userId,
      scopes: apiKeys.scopes,
      permissions: roles.permissions,
      budgeted,
      stale: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < ${ago('touch')}, true)`,
    })
    .from(apiKeys)
    // One that ends with a sign-in ends also when nobody ended that: it was left unused, or its time was up.
    .leftJoin(authSessions, eq(authSessions.id, apiKeys.sessionId))
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .innerJoin(roles, eq(roles.slug, users.role))
    .where(
      sql`${apiKeys.hash} = ${placeholder('hash')} and ${apiKeys.endedAt} is null and (${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > now())
        and ${users.status} = 'active' and (${apiKeys.sessionId} is null or (${authSessions.endedAt} is null
          and ${authSessions.expiresAt} > now() and ${authSessions.lastUsedAt} > ${ago('idle')}))`,
    )
    .prepare('find_key_actor'),
)

/** @param idleMs unused for this long, a sign-in has ended */
export function openActors(db: Db, keys: SigningKeys, idleMs: number): Actors {
  const remembered = new Map<string, { actor: Actor; until: number }>()
  const pending = new Map<string, Promise<Actor | null>>()
  /** What was looked up before everything was forgotten is not remembered after it. */
  let generation = 0
  const touch = Math.min(TOUCH_MS, idleMs / 10)

  async function byToken(token: string, source: ChangeSource): Promise<{ actor: Actor; until: number } | null> {
    const claims = await readAccessToken(keys, token)
    if (!claims) return null
    const { userId, sessionId, expiresAt } = claims
    const [row] = await selectSession(db).execute({ session: sessionId, user: userId, idle: idleMs, touch })
    if (!row) return null
    if (row.stale) await db.update(authSessions).set({ lastUsedAt: sql`now()` }).where(eq(authSessions.id, sessionId))
    const allowed = new Set(row.permissions.filter(isPermission))
    return { actor: { userId, permissions: allowed, source, sessionId, apiKeyId: null, budgeted: row.budgeted }, until: expiresAt }
  }

  async function byKey(token: string): Promise<{ actor: Actor; until: number } | null> {
    const [row] = await selectKey(db).execute({ hash: tokenHash(token), touch, idle: idleMs })
    if (!row) return null
    if (row.stale) await db.update(apiKeys).set({ lastUsedAt: sql`now()` }).where(eq(apiKeys.id, row.id))
    const allowed = new Set(row.scopes.filter((scope) => row.permissions.includes(scope)).filter(isPermission))
    const actor: Actor = { userId: row.userId, permissions: allowed, source: 'api-key', sessionId: null, apiKeyId: row.id, budgeted: row.budgeted }
    return { actor, until: Number.POSITIVE_INFINITY }
  }

  async function look({ token, source }: Credential, key: string): Promise<Actor | null> {
    const before = generation
    const found = source === 'api-key' ? await byKey(token) : await byToken(token, source)
    if (!found) return null
    if (generation === before) {
      if (remembered.size >= REMEMBERED_MAX) remembered.clear()
      remembered.set(key, { actor: found.actor, until: Math.min(found.until, Date.now() + REMEMBERED_MS) })
    }
    return found.actor
  }

  return {
    find(credential) {
      const key = credential.source + credential.token
      const before = remembered.get(key)
      if (before && before.until > Date.now()) return before.actor
      if (before) remembered.delete(key)
      const looking = pending.get(key) ?? look(credential, key).finally(() => pending.delete(key))
      pending.set(key, looking)
      return looking
    },
    forget() {
      generation++
      remembered.clear()
      pending.clear()
    },
  }
}
