import {
  ApiKeyEnvelope,
  ApiKeysEnvelope,
  AuthParams,
  AuthSessionsEnvelope,
  ChangePassword,
  ConfirmCode,
  ConfirmPassword,
  CreateApiKey,
  DoneEnvelope,
  NewApiKeyEnvelope,
  RecoveryCodesEnvelope,
  TokensEnvelope,
  TotpSecretEnvelope,
  UpdateMe,
} from '#shared/auth.ts'
import { MeEnvelope } from '#shared/me.ts'
import { UserEnvelope } from '#shared/users.ts'
import { asActor } from '../audit/acting.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { findSelf, updateSelf } from './accounts.ts'
import { createApiKey, endApiKey, listApiKeys } from './api-keys.ts'
import { endSession } from './end.ts'
import type { AuthDeps } from './open.ts'
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from './second-factor.ts'
import { listSessions, sessionEnd } from './sessions.ts'
import { changePassword, confirmPassword, endAllSignIns } from './sign-in.ts'

const tags = ['account']
/** An API key must not make itself at home: what concerns the account asks for the person. */
const config = { permission: 'in-person' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED'] as const

/** What everybody may do about their own account. */
export function ownRoutes(app: App, deps: AuthDeps): void {
  const { db, secrets } = deps

  app.get(
    '/api/v1/auth/me',
    {
      config: { permission: 'signed-in' },
      schema: { operationId: 'getMe', tags, summary: 'Who I am, and what I may do', response: { 200: MeEnvelope, ...errorResponses() } },
    },
    async (request) => {
      const { actor } = request
      const [{ user, passwordHash }, session] = await Promise.all([findSelf(db, actor), sessionEnd(db, actor)])
      return ok(request, {
        user,
        permissions: [...actor.permissions],
        has_password: passwordHash !== null,
        session: session && { id: session.id, idle_seconds: deps.config.SESSION_IDLE_MINUTES * 60, expires_at: session.expiresAt },
      })
    },
  )

  app.patch(
    '/api/v1/auth/me',
    {
      config,
      schema: {
        operationId: 'updateMe',
        tags,
        summary: 'Change my name, language or theme',
        body: UpdateMe,
        response: { 200: UserEnvelope, ...errorResponses(...body) },
      },
    },
    async (request) => ok(request, await asActor(db, request.actor, (tx) => updateSelf(tx, request.actor, request.body))),
  )

  app.post(
    '/api/v1/auth/password',
    {
      config: { ...config, limit: 'sign-in' },
      schema: {
        operationId: 'changePassword',
        tags,
        summary: 'Change my password',
        description: 'Every sign-in and API key ends; this caller gets new tokens.',
        body: ChangePassword,
        response: { 200: TokensEnvelope, ...errorResponses(...body, 'PASSWORD_WRONG') },
      },
    },
    async (request, reply) => ok(request, await changePassword(deps, request, reply, request.body)),
  )

  app.get(
    '/api/v1/auth/sessions',
    {
      config,
      schema: { operationId: 'listSignIns', tags, summary: 'Where I am signed in', response: { 200: AuthSessionsEnvelope, ...errorResponses() } },
    },
    async (request) => ok(request, { sessions: await listSessions(db, request.actor, deps.config.SESSION_IDLE_MINUTES) }),
  )

  app.delete(
    '/api/v1/auth/sessions/:id',
    {
      config,
      schema: {
        operationId: 'endSignIn',
        tags,
        summary: 'End one of my sign-ins',
        params: AuthParams,
        response: { 200: DoneEnvelope, ...errorResponses('SESSION_NOT_FOUND') },
      },
    },
    async (request) => {
      const ended = await asActor(db, request.actor, (tx) => endSession(tx, request.actor.userId, request.params.id, 'ended'))
      if (!ended) throw appError('SESSION_NOT_FOUND')
      deps.actors.forget()
      return ok(request, {})
    },
  )

  app.post(
    '/api/v1/auth/sessions/end-all',
    {
      config,
      schema: {
        operationId: 'endAllSignIns',
        tags,
        summary: 'End all of my sign-ins, streams and API keys, this one too',
        response: { 200: DoneEnvelope, ...errorResponses() },
      },
    },
    async (request, reply) => {
      await endAllSignIns(deps, request.actor, reply)
      return ok(request, {})
    },
  )

  app.post(
    '/api/v1/auth/totp/begin',
    {
      config: { ...config, limit: 'sign-in' },
      schema: {
        operationId: 'beginSecondFactor',
        tags,
        summary: 'Make a secret for an authenticator',
        description: 'Asked for from the first code on that confirms it.',
        body: ConfirmPassword,
        response: { 200: TotpSecretEnvelope, ...errorResponses(...body, 'PASSWORD_WRONG', 'SECOND_FACTOR_STATE') },
      },
    },
    async (request) => {
      const { user } = await confirmPassword(deps, request, request.body.password)
      return ok(request, await asActor(db, request.actor, (tx) => beginSecondFactor(tx, request.actor, secrets, user.email ?? user.name)))
    },
  )

  app.post(
    '/api/v1/auth/totp/confirm',
    {
      config: { ...config, limit: 'sign-in' },
      schema: {
        operationId: 'confirmSecondFactor',
        tags,
        summary: 'Turn the second factor on with its first code',
        body: ConfirmCode,
        response: { 200: RecoveryCodesEnvelope, ...errorResponses(...body, 'SECOND_FACTOR_WRONG', 'SECOND_FACTOR_STATE') },
      },
    },
    async (request) =>
      ok(request, { recovery_codes: await asActor(db, request.actor, (tx) => confirmSecondFactor(tx, request.actor, secrets, request.body.code)) }),
  )

  app.post(
    '/api/v1/auth/totp/disable',
    {
      config: { ...config, limit: 'sign-in' },
      schema: {
        operationId: 'disableSecondFactor',
        tags,
        summary: 'Turn the second factor off',
        body: ConfirmPassword,
        response: { 200: DoneEnvelope, ...errorResponses(...body, 'PASSWORD_WRONG', 'SECOND_FACTOR_STATE') },
      },
    },
    async (request) => {
      await confirmPassword(deps, request, request.body.password)
      const removed = await asActor(db, request.actor, (tx) => removeSecondFactor(tx, request.actor.userId))
      if (!removed) throw appError('SECOND_FACTOR_STATE')
      return ok(request, {})
    },
  )

  app.post(
    '/api/v1/auth/totp/recovery-codes',
    {
      config: { ...config, limit: 'sign-in' },
      schema: {
        operationId: 'renewRecoveryCodes',
        tags,
        summary: 'New recovery codes in place of the old',
        body: ConfirmPassword,
        response: { 200: RecoveryCodesEnvelope, ...errorResponses(...body, 'PASSWORD_WRONG', 'SECOND_FACTOR_STATE') },
      },
    },
    async (request) => {
      await confirmPassword(deps, request, request.body.password)
      return ok(request, { recovery_codes: await asActor(db, request.actor, (tx) => renewRecoveryCodes(tx, request.actor)) })
    },
  )

  app.get(
    '/api/v1/api-keys',
    { config, schema: { operationId: 'listApiKeys', tags, summary: 'My API keys', response: { 200: ApiKeysEnvelope, ...errorResponses() } } },
    async (request) => ok(request, { keys: await listApiKeys(db, request.actor) }),
  )

  app.post(
    '/api/v1/api-keys',
    {
      config,
      schema: {
        operationId: 'createApiKey',
        tags,
        summary: 'Make an API key',
        description: 'To be sent as `Authorization: Bearer dm_…`. The secret is in this answer and nowhere else, so an Idempotency-Key has no effect here.',
        body: CreateApiKey,
        response: { 201: NewApiKeyEnvelope, ...errorResponses(...body) },
      },
    },
    async (request, reply) => {
      const made = await asActor(db, request.actor, (tx) => createApiKey(tx, request.actor, request.body))
      return reply.code(201).send(ok(request, made))
    },
  )

  app.delete(
    '/api/v1/api-keys/:id',
    {
      config,
      schema: {
        operationId: 'endApiKey',
        tags,
        summary: 'End one of my API keys',
        params: AuthParams,
        response: { 200: ApiKeyEnvelope, ...errorResponses('API_KEY_NOT_FOUND') },
      },
    },
    async (request) => {
      const key = await asActor(db, request.actor, (tx) => endApiKey(tx, request.actor, request.params.id))
      deps.actors.forget()
      return ok(request, key)
    },
  )
}
