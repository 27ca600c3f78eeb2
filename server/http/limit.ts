import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { App } from './app-types.ts'
import { addressKey } from './limit-address.ts'
import { openCounts } from './limit-counts.ts'
import { giveBack, takeStrictly } from './limit-strict.ts'
import type { Policy, Taken } from './limit-window.ts'

const MINUTE = 60
/** Long enough that guessing on is hopeless, short enough that nobody has to call an administrator. */
const TRIES_SECONDS = 900
/** One address may be a whole office. */
const PEOPLE_AT_AN_ADDRESS = 10
/** A page renews its access every few minutes in each of its browsers, and once more after each of them was away. */
const REFRESHES_PER_SIGN_IN = 10
/** What counts for nobody can be many rows only for as long as their windows last. */
const FORGET_MS = 60_000

export type Limits = Record<'address' | 'read' | 'write' | 'chat' | 'export' | 'refresh' | 'signIn' | 'tries' | 'account', Policy>

export type Limiter = {
  limits: Limits
  /** Counts in memory. @throws RATE_LIMITED */
  take: (key: string, policy: Policy, reply: FastifyReply) => void
  /**
   * Counts in the database, each time.
   * @returns what takes it back, for what turned out to be in order
   * @throws RATE_LIMITED, DATABASE_UNAVAILABLE
   */
  strict: (key: string, policy: Policy, reply?: FastifyReply) => Promise<() => Promise<void>>
  close: () => void
}

const byMinute = (name: string, quota: number): Policy => ({ name, quota, seconds: MINUTE })

export function limitsOf(config: Config): Limits {
  const tries = config.RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR
  return {
    address: byMinute('address', config.RATE_LIMIT_ADDRESS_PER_MINUTE),
    read: byMinute('read', config.RATE_LIMIT_READS_PER_MINUTE),
    write: byMinute('write', config.RATE_LIMIT_WRITES_PER_MINUTE),
    chat: byMinute('chat', config.RATE_LIMIT_CHAT_PER_MINUTE),
    export: byMinute('export', config.RATE_LIMIT_EXPORTS_PER_MINUTE),
    refresh: byMinute('refresh', tries * PEOPLE_AT_AN_ADDRESS * REFRESHES_PER_SIGN_IN),
    signIn: byMinute('sign-in', tries * PEOPLE_AT_AN_ADDRESS),
    tries: { name: 'tries', quota: tries, seconds: TRIES_SECONDS },
    account: { name: 'account', quota: tries * PEOPLE_AT_AN_ADDRESS, seconds: TRIES_SECONDS },
  }
}

/** What callers are told (draft-ietf-httpapi-ratelimit-headers-11). */
function describe(reply: FastifyReply, { name, quota, seconds }: Policy, taken: Taken): void {
  reply.header('RateLimit-Policy', `"${name}";q=${quota};w=${seconds}`).header('RateLimit', `"${name}";r=${taken.remaining};t=${taken.seconds}`)
}

const refusal = (taken: Taken) => appError('RATE_LIMITED', { retryAfter: taken.seconds })

/** @param shared whether other processes use the same database */
export function openLimiter(db: Db, limits: Limits, { shared, onError }: { shared: boolean; onError: (error: unknown) => void }): Limiter {
  const counts = openCounts(shared ? db : null, onError)
  const forgetting = setInterval(() => void db.execute('delete from rate_counts where expires_at < now()').catch(onError), FORGET_MS).unref()
  return {
    limits,
    take(key, policy, reply) {
      if (policy.quota === 0) return
      const taken = counts.take(key, policy)
      if (policy !== limits.address || !taken.allowed) describe(reply, policy, taken)
      if (!taken.allowed) throw refusal(taken)
    },
    async strict(key, policy, reply) {
      if (policy.quota === 0) return async () => {}
      const taken = await takeStrictly(db, key, policy)
      if (reply && (policy === limits.signIn || !taken.allowed)) describe(reply, policy, taken)
      if (!taken.allowed) throw refusal(taken)
      return () => giveBack(db, key, policy, taken.window)
    },
    close() {
      clearInterval(forgetting)
      counts.close()
    },
  }
}

/** Whose address counts: the socket's, or what a trusted proxy says (TRUST_PROXY); a proxy that says nothing readable counts itself. */
const addressOf = (request: FastifyRequest): string => {
  const said = addressKey(request.ip)
  return said === 'unknown' ? addressKey(request.raw.socket.remoteAddress) : said
}

/** What `count` throws, if it does: hooks without promises cost a request no turn of the event loop. */
function refused(count: () => void): Error | undefined {
  try {
    count()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Probes of orchestrators must get their answer whatever else this address asks for. */
const probes = new Set(['/healthz', '/readyz'])

/** The coarse ceiling of each address, whoever asks and for what. Before the guard, which may have to ask the database. */
export function limitAddresses(app: App, limiter: Limiter): void {
  const { address } = limiter.limits
  app.addHook('onRequest', (request, reply, done) => {
    if (address.quota === 0 || probes.has(request.routeOptions.url ?? '')) return done()
    done(refused(() => limiter.take(addressOf(request), address, reply)))
  })
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The limit of the route's class: for each account, however it shows who it is; for each address where nobody is known. Files and
 * addresses that lead nowhere count for the address alone. After the guard.
 */
export function limitCallers(app: App, limiter: Limiter): void {
  const { limits } = limiter

  async function limitSignIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await limiter.strict(addressOf(request), limits.signIn, reply)
    // Somebody who is signed in, or has taken over such a browser, and shows a password or a code.
    if (known(request)) await limiter.strict(request.actor.userId, limits.tries, reply)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const { config, url } = request.routeOptions
    if (!known(request) && !url?.startsWith('/api/')) return done()
    if (config.limit === 'sign-in') {
      const go = () => done()
      limitSignIn(request, reply).then(go, done)
      return
    }
    const policy = limits[config.limit ?? (reading.has(request.method) ? 'read' : 'write')]
    done(refused(() => limiter.take(known(request) ? request.actor.userId : addressOf(request), policy, reply)))
  })
}

const known = (request: FastifyRequest) => (request.actor as unknown) !== undefined

/**
 * Counts a try to sign in to an account: few from one address, and more from all together, so that whoever keeps failing locks himself
 * out, and the person only by the help of many addresses.
 * @returns what to call when it succeeded: success is no try
 * @throws RATE_LIMITED, DATABASE_UNAVAILABLE
 */
export async function limitTries(limiter: Limiter, request: FastifyRequest, email: string): Promise<() => Promise<void>> {
  const account = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')
  const takeBack = await limiter.strict(`${account} ${addressOf(request)}`, limiter.limits.tries)
  const takeBackAll = await limiter.strict(account, limiter.limits.account)
  return async () => {
    await Promise.all([takeBack(), takeBackAll()])
  }
}
