import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AuthSession, Tokens } from '#shared/auth.ts'
import type { Actor } from '#shared/permissions.ts'
import type { User } from '#shared/users.ts'
import { record, requestDetails } from '../audit/record.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { signAccessToken } from './access-token.ts'
import { toUser, userColumns } from './accounts.ts'
import { clearSignInCookies, setSignInCookies } from './cookies.ts'
import { endSession } from './end.ts'
import type { AuthDeps } from './open.ts'
import { authSessions, refreshTokens, users } from './tables.ts'
import { newToken, tokenHash } from './tokens.ts'

const DAY_SECONDS = 86_400
/** What a browser says of itself is a line; what an attacker says need not be. */
const DEVICE_MAX = 300
/** Of a burst of requests with one token, the last may come this long after the first was answered. */
const STRAGGLERS = sql`interval '5 seconds'`

/** A sign-in that was stored, and whose tokens can be given once its transaction has committed. */
export type Opened = { user: User; sessionId: string; refresh: string; secondsLeft: number }

/** Begins a sign-in: a session and its first refresh token. In the transaction of what led to it. */
export async function openSession(deps: AuthDeps, tx: Db, request: FastifyRequest, user: User, method: 'password' | 'oidc'): Promise<Opened> {
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

const Found = z.array(
  z.object({
    session_id: z.string(),
    user_id: z.string(),
    live: z.boolean(),
    used: z.boolean(),
    raced: z.boolean(),
    seconds_left: z.number(),
  }),
)

/**
 * Exchanges a refresh token for a new one. Of many at once with the same, one succeeds; the others are told to try again, which
 * harms nobody. One that sets out afterwards is a stolen token, or its theft's victim, and nobody can tell which: the sign-in ends.
 * "At once" is what had arrived before the first was stored; and where that was seen to happen, what straggles in shortly after.
 * @throws TOKEN_INVALID, REFRESH_SUPERSEDED
 */
export async function refreshSession(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, token: string | null): Promise<Tokens> {
  const { db, config } = deps
  const hash = token === null ? '' : tokenHash(token)
  const outcome = await db.transaction(async (tx) => {
    // Whoever comes second waits here for the first, and then sees what it stored. The time that a request has waited so far is
    // taken off the database's clock, so that no two clocks are compared.
    const { rows } = await tx.execute(sql`
      select s.id as session_id, s.user_id, t.used_at is not null as used,
        coalesce(t.used_at >= statement_timestamp() - ${reply.elapsedTime}::double precision * interval '1 millisecond'
          or t.raced_at > statement_timestamp() - ${STRAGGLERS}, false) as raced,
        s.ended_at is null and s.expires_at > now() and u.status = 'active'
          and s.last_used_at > now() - make_interval(mins => ${config.SESSION_IDLE_MINUTES}::int) as live,
        extract(epoch from s.expires_at - now())::float8 as seconds_left
      from refresh_tokens t join auth_sessions s on s.id = t.session_id join users u on u.id = s.user_id
      where t.hash = ${hash} for update of t`)
    const [found] = Found.parse(rows)
    if (!found?.live) return { refused: 'invalid' as const }
    if (found.used && !found.raced) return { refused: 'replayed' as const, found }
    if (found.used) {
      await tx.update(refreshTokens).set({ racedAt: sql`clock_timestamp()` }).where(eq(refreshTokens.hash, hash))
      return { refused: 'raced' as const }
    }
    const next = newToken()
    await tx.update(refreshTokens).set({ usedAt: sql`clock_timestamp()` }).where(eq(refreshTokens.hash, hash))
    await tx.insert(refreshTokens).values({ hash: tokenHash(next), sessionId: found.session_id })
    await tx.update(authSessions).set({ lastUsedAt: sql`now()` }).where(eq(authSessions.id, found.session_id))
    const [user] = await tx.select(userColumns).from(users).where(eq(users.id, found.user_id))
    if (!user) return { refused: 'invalid' as const }
    return { refresh: next, user: toUser(user), sessionId: found.session_id, secondsLeft: Math.max(1, Math.floor(found.seconds_left)) }
  })
  if (!('refused' in outcome)) return await giveTokens(deps, reply, outcome)
  if (outcome.refused === 'raced') throw appError('REFRESH_SUPERSEDED')
  if (outcome.refused === 'replayed') {
    const { user_id, session_id } = outcome.found
    await endSession(db, user_id, session_id, 'reused')
    deps.actors.forget()
    await record(db, {
      ...requestDetails(request),
      actorId: user_id,
      source: 'system',
      action: 'auth.refresh_reused',
      targetType: 'session',
      targetId: session_id,
    })
  }
  clearSignInCookies(reply)
  throw appError('TOKEN_INVALID')
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
