import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { AcceptInvitation, ChangePassword, Login, Register, ResetPassword, Setup, Tokens } from '#shared/auth.ts'
import type { Actor } from '#shared/permissions.ts'
import { asActor } from '../audit/acting.ts'
import { record, requestDetails } from '../audit/record.ts'
import { appError } from '../errors.ts'
import { limitTries } from '../http/limit.ts'
import { claimWorkspace, createAccount, findForSignIn, findSelf, refuseChanged, setPassword, toUser } from './accounts.ts'
import { credentialOf } from './actors.ts'
import { clearSignInCookies, refreshCookie } from './cookies.ts'
import { endApiKeys, endSession, endSignIns } from './end.ts'
import { endLinks, inspectLink, takeLink } from './links.ts'
import type { AuthDeps } from './open.ts'
import { hashPassword, isPassword, refuseCommon } from './passwords.ts'
import { isSecondFactor } from './second-factor.ts'
import { findByRefreshToken, giveTokens, openSession } from './sessions.ts'

// The ways in and out. Each ends in a session, or ends some.

const byProgram = { userId: null, source: 'page' } as const

/** @throws PASSWORD_COMMON */
async function hashNew(password: string, about: readonly string[]): Promise<string> {
  await refuseCommon(password, about)
  return await hashPassword(password)
}

/** Makes the first administrator, who is then signed in. @throws ALREADY_SET_UP, LINK_INVALID, PASSWORD_COMMON */
export async function setUp(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, given: z.infer<typeof Setup>): Promise<Tokens> {
  const passwordHash = await hashNew(given.password, [given.email, given.name])
  const opened = await asActor(deps.db, byProgram, async (tx) => {
    const user = await claimWorkspace(tx, { email: given.email, name: given.name, passwordHash })
    await takeLink(tx, given.token, 'setup')
    await endLinks(tx, 'setup')
    return await openSession(deps, tx, request, user, 'password')
  })
  return await giveTokens(deps, reply, opened)
}

/**
 * Signs in. Whether there is such an account shows neither in the answer nor in the time that it takes.
 * @throws CREDENTIALS_WRONG, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG, RATE_LIMITED
 */
export async function logIn(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, given: z.infer<typeof Login>): Promise<Tokens> {
  const { db, secrets } = deps
  const succeed = await limitTries(deps.limiter, request, given.email)
  const account = await findForSignIn(db, given.email)
  const fail = async (actorId: string | null, reason: string) => {
    await record(db, { ...requestDetails(request), actorId, source: 'page', action: 'auth.login_failed', detail: { email: given.email.toLowerCase(), reason } })
  }
  if (!(await isPassword(account?.passwordHash ?? null, given.password)) || !account) {
    await fail(account?.id ?? null, 'password')
    throw appError('CREDENTIALS_WRONG')
  }
  if (account.totpSecret !== null) {
    if (given.code === undefined) {
      await succeed()
      throw appError('SECOND_FACTOR_REQUIRED')
    }
    if (!(await isSecondFactor(db, account.id, account.totpSecret, secrets, given.code))) {
      await fail(account.id, 'second factor')
      throw appError('SECOND_FACTOR_WRONG', { details: [{ path: 'code', message: '' }] })
    }
  }
  const opened = await asActor(db, { userId: account.id, source: 'page' }, async (tx) => {
    // A password or account that was changed while this one was being looked at has ended everything; nothing may begin after it.
    await refuseChanged(tx, account.id, account.passwordHash)
    return await openSession(deps, tx, request, toUser(account), 'password')
  })
  await succeed()
  await record(db, { ...requestDetails(request), actorId: account.id, source: 'page', action: 'auth.login', detail: { method: 'password' } })
  return await giveTokens(deps, reply, opened)
}

/** Makes an account where anybody may. @throws REGISTRATION_CLOSED, EMAIL_TAKEN, PASSWORD_COMMON */
export async function register(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, given: z.infer<typeof Register>): Promise<Tokens> {
  if (deps.config.REGISTRATION !== 'open') throw appError('REGISTRATION_CLOSED')
  const passwordHash = await hashNew(given.password, [given.email, given.name])
  const opened = await asActor(deps.db, byProgram, async (tx) => {
    const user = await createAccount(tx, { email: given.email, name: given.name, role: deps.config.DEFAULT_ROLE, passwordHash })
    return await openSession(deps, tx, request, user, 'password')
  })
  return await giveTokens(deps, reply, opened)
}

/** Makes the account that somebody was invited to. @throws LINK_INVALID, EMAIL_TAKEN, PASSWORD_COMMON */
export async function acceptInvitation(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, given: z.infer<typeof AcceptInvitation>): Promise<Tokens> {
  const { email: invited } = await inspectLink(deps.db, given.token)
  const passwordHash = await hashNew(given.password, [invited ?? '', given.name])
  const opened = await asActor(deps.db, byProgram, async (tx) => {
    const { email, role } = await takeLink(tx, given.token, 'invitation')
    if (email === null || role === null) throw appError('LINK_INVALID')
    const user = await createAccount(tx, { email, name: given.name, role, passwordHash })
    return await openSession(deps, tx, request, user, 'password')
  })
  return await giveTokens(deps, reply, opened)
}

/** Sets a password by link, and ends whatever was signed in with the old one. @throws LINK_INVALID, PASSWORD_COMMON */
export async function resetPassword(deps: AuthDeps, given: z.infer<typeof ResetPassword>): Promise<void> {
  const { email: address } = await inspectLink(deps.db, given.token)
  const passwordHash = await hashNew(given.password, [address ?? ''])
  await asActor(deps.db, byProgram, async (tx) => {
    const { userId } = await takeLink(tx, given.token, 'reset')
    if (userId === null) throw appError('LINK_INVALID')
    await setPassword(tx, userId, passwordHash)
    await endEverything(tx, userId, 'reset')
  })
  deps.actors.forget()
}

/**
 * Sets another password. Everything that the old one let in ends, this sign-in too; the caller gets a new one.
 * @throws PASSWORD_WRONG, PASSWORD_COMMON
 */
export async function changePassword(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply, given: z.infer<typeof ChangePassword>): Promise<Tokens> {
  const { user } = await confirmPassword(deps, request, given.current_password, 'current_password')
  const passwordHash = await hashNew(given.new_password, [user.email ?? '', user.name])
  const opened = await asActor(deps.db, request.actor, async (tx) => {
    await endEverything(tx, user.id, 'password')
    await setPassword(tx, user.id, passwordHash)
    return await openSession(deps, tx, request, user, 'password')
  })
  deps.actors.forget()
  return await giveTokens(deps, reply, opened)
}

/** Ends every sign-in, stream and API key of the caller, this one too. */
export async function endAllSignIns(deps: AuthDeps, actor: Actor, reply: FastifyReply): Promise<void> {
  await asActor(deps.db, actor, (tx) => endEverything(tx, actor.userId, 'ended'))
  deps.actors.forget()
  clearSignInCookies(reply)
}

async function endEverything(tx: AuthDeps['db'], userId: string, reason: 'reset' | 'password' | 'ended'): Promise<void> {
  // Links first, as everywhere: who follows one holds it before the account, and two that wait for each other would fail.
  await endLinks(tx, 'reset', { userId })
  await endSignIns(tx, userId, reason)
  await endApiKeys(tx, userId)
}

/** That it is really the person, before something that a borrowed computer must not do. @throws PASSWORD_WRONG */
export async function confirmPassword(deps: AuthDeps, request: FastifyRequest, password: string, field = 'password') {
  const self = await findSelf(deps.db, request.actor)
  if (await isPassword(self.passwordHash, password)) return self
  await record(deps.db, { ...requestDetails(request), actorId: request.actor.userId, source: request.actor.source, action: 'auth.password_wrong' })
  throw appError('PASSWORD_WRONG', { details: [{ path: field, message: '' }] })
}

/** Ends the sign-in that the caller shows, by whatever of it is left. Nothing to end is no error. */
export async function logOut(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { db, actors } = deps
  const credential = credentialOf(request)
  const actor = credential ? await actors.find(credential) : null
  const session = actor?.sessionId ? { id: actor.sessionId, userId: actor.userId } : await findByRefreshToken(db, refreshCookie(request))
  clearSignInCookies(reply)
  if (!session) return
  const ended = await asActor(db, { userId: session.userId, source: actor?.source ?? 'page' }, (tx) => endSession(tx, session.userId, session.id, 'logout'))
  actors.forget()
  if (ended) await record(db, { ...requestDetails(request), actorId: session.userId, source: actor?.source ?? 'page', action: 'auth.logout' })
}
