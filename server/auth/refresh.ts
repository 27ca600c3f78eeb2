import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Tokens } from '#shared/auth.ts'
import { record, requestDetails } from '../audit/record.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { toUser, userColumns } from './accounts.ts'
import { clearSignInCookies } from './cookies.ts'
import { endSession } from './end.ts'
import type { AuthDeps } from './open.ts'
import { giveTokens, type Opened } from './sessions.ts'
import { authSessions, refreshTokens, users } from './tables.ts'
import { newToken, tokenHash } from './tokens.ts'

/** Of a burst of requests with one token, the last may come this long after the first was answered. */
const STRAGGLERS = sql`interval '5 seconds'`
/** What was sent at the same moment has arrived by then, also on a busy machine. It happens once in minutes, so nobody waits for it. */
const ANSWER_AFTER_MS = 30

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
type Found = z.infer<typeof Found>[number]
type Outcome = Opened | { refused: 'invalid' | 'raced' } | { refused: 'replayed'; found: Found }

/** How many requests of this process are at work with one token. */
const atWork = new Map<string, { now: number; most: number }>()

/**
 * Exchanges a refresh token for a new one. Of many at once with the same, one succeeds; the others are told to try again, which
 * harms nobody. One that sets out afterwards is a stolen token, or its theft's victim, and nobody can tell which: the sign-in ends.
 * "At once" is what had arrived before the first was answered, when nobody could know of the new one yet; and where that was seen
 * to happen, what straggles in shortly after.
 * @throws TOKEN_INVALID, REFRESH_SUPERSEDED
 */
export async function refreshSession(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, token: string | null): Promise<Tokens> {
  const { db } = deps
  const hash = token === null ? '' : tokenHash(token)
  const company = atWork.get(hash) ?? { now: 0, most: 0 }
  atWork.set(hash, { now: company.now + 1, most: Math.max(company.most, company.now + 1) })
  let outcome: Outcome
  try {
    outcome = await exchange(deps, reply, hash, company.now > 0)
    if (!('refused' in outcome)) {
      await sleep(ANSWER_AFTER_MS)
      if ((atWork.get(hash)?.most ?? 0) > 1) await markRaced(db, hash)
    }
  } finally {
    const left = atWork.get(hash)
    if (left && left.now > 1) atWork.set(hash, { ...left, now: left.now - 1 })
    else atWork.delete(hash)
  }
  if (!('refused' in outcome)) return await giveTokens(deps, reply, outcome)
  if (outcome.refused === 'raced') throw appError('REFRESH_SUPERSEDED')
  if (outcome.refused === 'replayed') {
    const { user_id, session_id } = outcome.found
    await endSession(db, user_id, session_id, 'reused')
    deps.actors.forget()
    const target = { targetType: 'session', targetId: session_id }
    await record(db, { ...requestDetails(request), ...target, actorId: user_id, source: 'system', action: 'auth.refresh_reused' })
  }
  clearSignInCookies(reply)
  throw appError('TOKEN_INVALID')
}

const markRaced = (db: Db, hash: string) =>
  db
    .update(refreshTokens)
    .set({ racedAt: sql`clock_timestamp()` })
    .where(and(eq(refreshTokens.hash, hash), isNull(refreshTokens.racedAt)))

/** @param together whether another request of this process was at work with the token when this one came */
async function exchange({ db, config }: AuthDeps, reply: FastifyReply, hash: string, together: boolean): Promise<Outcome> {
  return await db.transaction(async (tx) => {
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
    if (!found?.live) return { refused: 'invalid' }
    if (found.used && !found.raced && !together) return { refused: 'replayed', found }
    if (found.used) {
      await markRaced(tx, hash)
      return { refused: 'raced' }
    }
    const refresh = newToken()
    const racedAt = (atWork.get(hash)?.most ?? 0) > 1 ? sql`clock_timestamp()` : null
    await tx.update(refreshTokens).set({ usedAt: sql`clock_timestamp()`, racedAt }).where(eq(refreshTokens.hash, hash))
    await tx.insert(refreshTokens).values({ hash: tokenHash(refresh), sessionId: found.session_id })
    await tx.update(authSessions).set({ lastUsedAt: sql`now()` }).where(eq(authSessions.id, found.session_id))
    const [user] = await tx.select(userColumns).from(users).where(eq(users.id, found.user_id))
    if (!user) return { refused: 'invalid' }
    return { refresh, user: toUser(user), sessionId: found.session_id, secondsLeft: Math.max(1, Math.floor(found.seconds_left)) }
  })
}
