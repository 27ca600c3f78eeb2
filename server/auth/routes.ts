import {
  AcceptInvitation,
  DoneEnvelope,
  InspectLink,
  JwksEnvelope,
  LinkInfoEnvelope,
  Login,
  Register,
  ResetPassword,
  Setup,
  SignInOptionsEnvelope,
  SigningKeyEnvelope,
  TokensEnvelope,
} from '#shared/auth.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { needsSetup } from './accounts.ts'
import { refreshCookie } from './cookies.ts'
import { inspectLink } from './links.ts'
import type { AuthDeps } from './open.ts'
import { refreshSession } from './refresh.ts'
import { acceptInvitation, logIn, logOut, register, resetPassword, setUp } from './sign-in.ts'

const tags = ['auth']
const config = { permission: 'public', limit: 'sign-in' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED'] as const

/** The ways in and out, for whoever is not signed in. */
export function authRoutes(app: App, deps: AuthDeps): void {
  const { db } = deps

  app.get(
    '/api/v1/auth/options',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'getSignInOptions',
        tags,
        summary: 'How one can sign in here',
        response: { 200: SignInOptionsEnvelope, ...errorResponses() },
      },
    },
    async (request) =>
      ok(request, {
        needs_setup: await needsSetup(db),
        registration: deps.config.REGISTRATION === 'open',
        oidc: deps.config.OIDC_ISSUER ? { name: deps.config.OIDC_NAME, sign_up: deps.config.OIDC_SIGN_UP } : null,
      }),
  )

  app.post(
    '/api/v1/auth/setup',
    {
      config,
      schema: {
        operationId: 'setUp',
        tags,
        summary: 'Make the first administrator',
        description: 'With the token of the link that the server prints at its start, `/setup#TOKEN`. Once: of many at the same time, one succeeds.',
        body: Setup,
        response: { 201: TokensEnvelope, ...errorResponses(...body, 'ALREADY_SET_UP', 'LINK_INVALID', 'PASSWORD_COMMON') },
      },
    },
    async (request, reply) => {
      const tokens = await setUp(deps, request, reply, request.body)
      return reply.code(201).send(ok(request, tokens))
    },
  )

  app.post(
    '/api/v1/auth/login',
    {
      config,
      schema: {
        operationId: 'logIn',
        tags,
        summary: 'Sign in',
        description:
          'Answers with an access token, to be sent as `Authorization: Bearer`, and sets it and a refresh token as cookies that pages cannot read. SECOND_FACTOR_REQUIRED: send the same again with `code`.',
        body: Login,
        response: { 200: TokensEnvelope, ...errorResponses(...body, 'CREDENTIALS_WRONG') },
      },
    },
    async (request, reply) => ok(request, await logIn(deps, request, reply, request.body)),
  )

  app.post(
    '/api/v1/auth/register',
    {
      config,
      schema: {
        operationId: 'register',
        tags,
        summary: 'Make an account, where REGISTRATION is open',
        body: Register,
        response: { 201: TokensEnvelope, ...errorResponses(...body, 'REGISTRATION_CLOSED', 'EMAIL_TAKEN', 'PASSWORD_COMMON') },
      },
    },
    async (request, reply) => {
      const tokens = await register(deps, request, reply, request.body)
      return reply.code(201).send(ok(request, tokens))
    },
  )

  app.post(
    '/api/v1/auth/refresh',
    {
      config: { permission: 'public', limit: 'refresh' },
      schema: {
        operationId: 'refresh',
        tags,
        summary: 'Exchange the refresh token of the cookie for new tokens',
        description:
          'Each refresh token works once. One that comes back later ends its sign-in; of several at the same time one succeeds, the others get REFRESH_SUPERSEDED and lose nothing.',
        response: { 200: TokensEnvelope, ...errorResponses('TOKEN_INVALID', 'REFRESH_SUPERSEDED', 'RATE_LIMITED') },
      },
    },
    async (request, reply) => ok(request, await refreshSession(deps, request, reply, refreshCookie(request))),
  )

  app.post(
    '/api/v1/auth/logout',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'logOut',
        tags,
        summary: 'End this sign-in, its streams and the API keys made to end with it',
        response: { 200: DoneEnvelope, ...errorResponses() },
      },
    },
    async (request, reply) => {
      await logOut(deps, request, reply)
      return ok(request, {})
    },
  )

  app.post(
    '/api/v1/auth/links/inspect',
    {
      config,
      schema: {
        operationId: 'inspectLink',
        tags,
        summary: 'What a link is for, without using it',
        body: InspectLink,
        response: { 200: LinkInfoEnvelope, ...errorResponses(...body, 'LINK_INVALID') },
      },
    },
    async (request) => {
      const { purpose, email } = await inspectLink(db, request.body.token)
      return ok(request, { purpose, email })
    },
  )

  app.post(
    '/api/v1/auth/invitations/accept',
    {
      config,
      schema: {
        operationId: 'acceptInvitation',
        tags,
        summary: 'Make the account that one was invited to',
        body: AcceptInvitation,
        response: { 201: TokensEnvelope, ...errorResponses(...body, 'LINK_INVALID', 'EMAIL_TAKEN', 'PASSWORD_COMMON') },
      },
    },
    async (request, reply) => {
      const tokens = await acceptInvitation(deps, request, reply, request.body)
      return reply.code(201).send(ok(request, tokens))
    },
  )

  app.post(
    '/api/v1/auth/reset',
    {
      config,
      schema: {
        operationId: 'resetPassword',
        tags,
        summary: 'Set a password by link',
        description: 'Every sign-in and API key of the account ends.',
        body: ResetPassword,
        response: { 200: DoneEnvelope, ...errorResponses(...body, 'LINK_INVALID', 'PASSWORD_COMMON') },
      },
    },
    async (request) => {
      await resetPassword(deps, request.body)
      return ok(request, {})
    },
  )

  app.get(
    '/.well-known/jwks.json',
    {
      config: { permission: 'public' },
      schema: { operationId: 'getJwks', tags, summary: 'The public keys of access tokens', response: { 200: JwksEnvelope, ...errorResponses() } },
    },
    async (_request, reply) => reply.header('Cache-Control', 'public, max-age=60').send({ keys: await deps.keys.published() }),
  )

  app.post(
    '/api/v1/auth/signing-keys/rotate',
    {
      config: { permission: 'system:manage' },
      schema: {
        operationId: 'rotateSigningKey',
        tags,
        summary: 'Sign access tokens with a new key',
        description: 'Nobody is signed out: tokens of the old key live on to their end.',
        response: { 200: SigningKeyEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, { kid: await deps.keys.rotate(request.actor) }),
  )
}
