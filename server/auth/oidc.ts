import type { FastifyReply, FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import { actAs, asActor } from '../audit/acting.ts'
import { record, requestDetails } from '../audit/record.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { admit, type CompanyPerson, readPerson } from './oidc-account.ts'
import { type Attempt, beginAttempt, findAttempt, takeAttempt } from './oidc-attempt.ts'
import type { Issuer } from './oidc-issuer.ts'
import type { AuthDeps } from './open.ts'
import { giveTokens, type Opened, openSession } from './sessions.ts'

// The company sign-in: the authorization code flow of OpenID Connect with PKCE, state and nonce. Whatever becomes of it, a person is
// before a browser, so that it ends on a page: the one they wanted to see, or the sign-in page, which says why in its own words.

export type OidcDeps = AuthDeps & { findIssuer: () => Promise<Issuer> }

export const CALLBACK = '/api/v1/auth/oidc/callback'
const SCOPE = 'openid email profile'
/** With the rest of its cookie well below the 4096 bytes that browsers keep. */
const NEXT_MAX = 1500
/** A base that no address can mean. */
const NOWHERE = 'http://page.invalid'
/** Of two that come at the same moment the second finds on its next try what the first has made; a third is for whom both have met. */
const TRIES = 3

/** What the sign-in page is told; it has the words for it. */
type Reason = 'company-refused' | 'company-expired' | 'company-unavailable'

class Failure extends Error {
  readonly reason: Reason
  /** As the audit has it. */
  readonly what: string
  readonly userId: string | null
  constructor(reason: Reason, what: string, extras: { userId?: string | null; cause?: unknown } = {}) {
    super(`Company sign-in: ${what}`, { cause: extras.cause })
    this.reason = reason
    this.what = what
    this.userId = extras.userId ?? null
  }
}

/** An address of this page, whatever a link says. As the browser reads it: it drops tabs, and takes a backslash, or two slashes, for another host. */
function safeNext(wanted: string | undefined): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, NOWHERE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, NOWHERE)
  const next = `${pathname}${search}${hash}`
  return origin !== NOWHERE || pathname.startsWith('//') || pathname.startsWith('/api/') || next.length > NEXT_MAX ? '/' : next
}

const signInPage = (reason: Reason, next: string) => `/login?${new URLSearchParams({ reason, ...(next === '/' ? {} : { next }) }).toString()}`

/** What is registered at the issuer. Never by a name that is not ours: http/same-origin.ts has refused those. */
const redirectUri = (config: Config, request: FastifyRequest) => new URL(CALLBACK, config.PUBLIC_URL ?? `${request.protocol}://${request.host}`)

/** Sends somebody to the company. @returns where to */
export async function beginOidc(deps: OidcDeps, request: FastifyRequest, reply: FastifyReply, wanted: string | undefined): Promise<string> {
  const next = safeNext(wanted)
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
  try {
    const issuer = await find(deps)
    const parameters = {
      redirect_uri: redirectUri(deps.config, request).href,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    const address = oidc.buildAuthorizationUrl(issuer, parameters)
    beginAttempt(deps.secrets, reply, { state, nonce, verifier, next })
    return address.href
  } catch (error) {
    return await fail(deps, request, error, next)
  }
}

/** Lets somebody in who comes back from the company. @returns where to */
export async function finishOidc(deps: OidcDeps, request: FastifyRequest, reply: FastifyReply, state: string | undefined): Promise<string> {
  const attempt = findAttempt(deps.secrets, request, state)
  try {
    if (!attempt || !(await takeAttempt(deps.db, reply, attempt))) throw new Failure('company-expired', 'attempt')
    const person = await askWho(deps, request, attempt)
    const opened = await enter(deps, request, person)
    await record(deps.db, { ...requestDetails(request), actorId: opened.user.id, source: 'page', action: 'auth.login', detail: { method: 'oidc' } })
    await giveTokens(deps, reply, opened)
    return attempt.next
  } catch (error) {
    return await fail(deps, request, error, attempt?.next ?? '/')
  }
}

async function find({ findIssuer }: OidcDeps): Promise<Issuer> {
  try {
    return await findIssuer()
  } catch (cause) {
    throw new Failure('company-unavailable', 'unavailable', { cause })
  }
}

/** Verifies what has come back (state, issuer, code, PKCE; signature, audience, times and nonce of the ID token). @returns who it is */
async function askWho(deps: OidcDeps, request: FastifyRequest, attempt: Attempt): Promise<CompanyPerson> {
  const issuer = await find(deps)
  const address = redirectUri(deps.config, request)
  address.search = new URL(request.url, NOWHERE).search
  try {
    const { nonce, state, verifier } = attempt
    const tokens = await oidc.authorizationCodeGrant(issuer, address, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier })
    const claims = tokens.claims()
    if (!claims) throw new Error('There is no ID token.')
    const told = claims.email !== undefined && claims.email_verified !== undefined && claims.name !== undefined
    const more = told || !issuer.serverMetadata().userinfo_endpoint ? {} : await oidc.fetchUserInfo(issuer, tokens.access_token, claims.sub)
    return readPerson(claims.iss, claims.sub, { ...claims, ...more })
  } catch (cause) {
    throw explain(cause)
  }
}

async function enter(deps: OidcDeps, request: FastifyRequest, person: CompanyPerson, tries = TRIES): Promise<Opened> {
  try {
    const { opened, taken } = await asActor(deps.db, { userId: null, source: 'page' }, async (tx) => {
      const admission = await admit(tx, deps.config, person)
      // Thrown, so that nothing of it stays.
      if ('refused' in admission) throw new Failure('company-refused', admission.refused, { userId: admission.userId })
      await actAs(tx, { userId: admission.user.id, source: 'page' })
      return { opened: await openSession(deps, tx, request, admission.user, 'oidc'), taken: admission.taken }
    })
    if (taken) deps.actors.forget()
    return opened
  } catch (error) {
    if (tries > 1 && error instanceof AppError && error.code === 'EMAIL_TAKEN') return await enter(deps, request, person, tries - 1)
    throw error
  }
}

/** Answers that say that something is amiss over there, not with this sign-in. */
const ailing = new Set(['server_error', 'temporarily_unavailable', 'invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request'])
/** Answers of the library: none came, or nothing of the protocol. */
const unreadable = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
])

/** What it means for the person that something went wrong with the issuer. */
function explain(cause: unknown): Failure {
  if (cause instanceof oidc.AuthorizationResponseError || cause instanceof oidc.ResponseBodyError) {
    const { error } = cause
    // A code is used once, and for a minute or so.
    if (error === 'invalid_grant') return new Failure('company-expired', error, { cause })
    const what = /^[a-z_]{1,60}$/.test(error) ? error : 'error'
    return new Failure(ailing.has(error) ? 'company-unavailable' : 'company-refused', what, { cause })
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  // fetch throws a TypeError where there is nobody to talk to.
  if (unreadable.has(code) || cause instanceof TypeError) return new Failure('company-unavailable', 'unavailable', { cause })
  return new Failure('company-refused', 'invalid answer', { cause })
}

async function fail({ db }: OidcDeps, request: FastifyRequest, error: unknown, next: string): Promise<string> {
  if (!(error instanceof Failure)) throw error
  const { reason, what, userId, cause } = error
  if (cause !== undefined) request.log.warn({ err: cause, reason: what }, 'The company sign-in did not work.')
  await record(db, { ...requestDetails(request), actorId: userId, source: 'page', action: 'auth.login_failed', detail: { method: 'oidc', reason: what } })
  return signInPage(reason, next)
}
