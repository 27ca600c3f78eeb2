import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthSession, Tokens } from '#shared/auth.ts'
import type { Actor } from '#shared/permissions.ts'
import type { User } from '#shared/users.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { signAccessToken } from './access-token.ts'
import { refreshCookie, setSignInCookies } from './cookies.ts'
import { endSession } from './end.ts'
import type { AuthDeps } from './open.ts'
import { authSessions, refreshTokens, users } from './tables.ts'
import { newToken, tokenHash } from './tokens.ts'

const DAY_SECONDS = 86_400
/** What a browser says of itself is a line; what an attacker says need not be. */
const DEVICE_MAX = 300

/** A sign-in that was stored, and whose tokens can be given once its transaction has committed. */
export type Opened = { user: User; sessionId: string; refresh: string; secondsLeft: number }

/** Begins a sign-in: a session and its first refresh token. What the same browser was signed in with ends. In the transaction of what led to it. */
export async function openSession(deps: AuthDeps, tx: Db, request: FastifyRequest, user: User, method: 'password' | 'oidc'): Promise<Opened> {
  const former = await findByRefreshToken(tx, refreshCookie(request))
  if (former) await endSession(tx, former.userId, former.id, 'replaced')
  const sessionId = newId()
  const refresh = newToken()
  const days = deps.config.SESSION_DAYS
  await tx.insert(authSessions).values({
    id: sessionId,
    userId: user.id,
    method,
    device: (request.headers['user-agent'] ?? '').slice(0, DEVICE_MAX),
    address: request.ip,
    expiresAt: sql`now() + make_interval(days => ${days}::int)`,
  })
  await tx.insert(refreshTokens).values({ hash: tokenHash(refresh), sessionId })
  await tx.update(users).set({ lastSignInAt: sql`now()` }).where(eq(users.id, user.id))
  return { user, sessionId, refresh, secondsLeft: days * DAY_SECONDS }
}

/** The tokens of a sign-in: the access token in the answer, both in cookies. */
export async function giveTokens(deps: AuthDeps, reply: FastifyReply, opened: Opened): Promise<Tokens> {
  const seconds = deps.config.ACCESS_TOKEN_MINUTES * 60
  const access = await signAccessToken(deps.keys, { userId: opened.user.id, sessionId: opened.sessionId }, seconds)
  setSignInCookies(reply, { access, accessSeconds: seconds, refresh: opened.refresh, refreshSeconds: opened.secondsLeft })
  return { access_token: access, token_type: 'Bearer', expires_in: seconds, user: opened.user }
}

/** The sign-ins of the caller that have not ended, the one used last first. */
export async function listSessions(db: Db, actor: Actor, idleMinutes: number): Promise<AuthSession[]> {
  const rows = await db
    .select()
    .from(authSessions)
    .where(
      and(
        eq(authSessions.userId, actor.userId),
        isNull(authSessions.endedAt),
        sql`${authSessions.expiresAt} > now() and ${authSessions.lastUsedAt} > now() - make_interval(mins => ${idleMinutes}::int)`,
      ),
    )
    .orderBy(desc(authSessions.lastUsedAt), desc(authSessions.id))
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    method: row.method,
    device: row.device,
    address: row.address,
    created_at: toTimestamp(row.createdAt),
    last_used_at: toTimestamp(row.lastUsedAt),
    expires_at: toTimestamp(row.expiresAt),
  }))
}

/** When the caller's sign-in ends in any case; null for an API key. */
export async function sessionEnd(db: Db, actor: Actor): Promise<{ id: string; expiresAt: string } | null> {
  if (actor.sessionId === null) return null
  const [row] = await db
    .select({ id: authSessions.id, expiresAt: authSessions.expiresAt })
    .from(authSessions)
    .where(and(eq(authSessions.id, actor.sessionId), eq(authSessions.userId, actor.userId)))
  return row ? { id: row.id, expiresAt: toTimestamp(row.expiresAt) } : null
}

/** The sign-in that a refresh token belongs to, used or not. */
export async function findByRefreshToken(db: Db, token: string | null): Promise<{ id: string; userId: string } | null> {
  if (token === null) return null
  const [row] = await db
    .select({ id: authSessions.id, userId: authSessions.userId })
    .from(refreshTokens)
    .innerJoin(authSessions, eq(authSessions.id, refreshTokens.sessionId))
    .where(eq(refreshTokens.hash, tokenHash(token)))
  return row ?? null
}
