import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DoneEnvelope } from '#shared/auth.ts'
import {
  CreateInvitation,
  InvitationEnvelope,
  InvitationsEnvelope,
  OneTimeLinkEnvelope,
  UpdateUser,
  UserEnvelope,
  UserParams,
  UsersEnvelope,
  UsersQuery,
} from '#shared/users.ts'
import type { AuthDeps } from '../auth/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { deleteUser, disableSecondFactorOf, endSignInsOf, updateUser } from './change-user.ts'
import { createInvitation, createResetLink, endInvitation } from './invite.ts'
import { findUser, listInvitations, listUsers } from './queries.ts'
import { reportRefusals } from './report-refusals.ts'

const tags = ['users']
const config = { permission: 'users:manage' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const Nothing = z.object({})
/** Why these take no Idempotency-Key: the answers that are kept for it would keep the secret. A repetition harms nothing, it makes a new link in place of the lost one. */
const shownOnce =
  'The link is in this answer and nowhere else, so an Idempotency-Key has no effect here; asked again, a new link takes the place of the one before.'

/** Accounts and invitations, for who manages them. What nobody has themselves they can neither give nor take. */
export function userRoutes(app: App, deps: AuthDeps): void {
  const { db } = deps

  /** The part after # never leaves a browser, so that no log of a server or a proxy has it. */
  function linkTo(request: FastifyRequest, page: 'invite' | 'reset', { token, expires_at }: { token: string; expires_at: string }) {
    // A Host that is not one of ours has been refused by now (http/same-origin.ts).
    const origin = deps.config.PUBLIC_URL ?? `${request.protocol}://${request.host}`
    return { url: `${origin}/${page}#${token}`, expires_at }
  }

  async function change<T>(request: FastifyRequest, run: () => Promise<T>): Promise<T> {
    const value = await reportRefusals(db, request, 'user', run)
    deps.actors.forget()
    return value
  }

  app.get(
    '/api/v1/users',
    {
      config,
      schema: {
        operationId: 'listUsers',
        tags,
        summary: 'Accounts, by name',
        description: 'The deleted only where `status` asks for them.',
        querystring: UsersQuery,
        response: { 200: UsersEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listUsers(db, request.actor, request.query)),
  )

  app.get(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'getUser',
        tags,
        summary: 'One account, also a deleted one',
        params: UserParams,
        response: { 200: UserEnvelope, ...errorResponses('USER_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await findUser(db, request.actor, request.params.id)),
  )

  app.patch(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'updateUser',
        tags,
        summary: 'Change the name, role or status of an account',
        description:
          'Disabling ends every sign-in, stream, API key and open link of the account; a role that may less ends its sign-ins and what of its keys and links goes beyond.',
        params: UserParams,
        body: UpdateUser,
        response: { 200: UserEnvelope, ...errorResponses(...body, 'USER_NOT_FOUND', 'ROLE_NOT_FOUND', 'LAST_ADMINISTRATOR') },
      },
    },
    async (request) => ok(request, await change(request, () => updateUser(db, request.actor, request.params.id, request.body))),
  )

  app.delete(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'deleteUser',
        tags,
        summary: 'Delete an account with its conversations',
        description: 'The name stays, for what the person did. It cannot be undone; the address is free again.',
        params: UserParams,
        response: { 200: UserEnvelope, ...errorResponses('USER_NOT_FOUND', 'LAST_ADMINISTRATOR') },
      },
    },
    async (request) => ok(request, await change(request, () => deleteUser(db, request.actor, request.params.id))),
  )

  app.post(
    '/api/v1/users/:id/reset-link',
    {
      config,
      schema: {
        operationId: 'createResetLink',
        tags,
        summary: 'A link by which somebody sets a new password',
        description: `For somebody else; one's own password is changed in the settings. ${shownOnce}`,
        params: UserParams,
        response: { 201: OneTimeLinkEnvelope, ...errorResponses('USER_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const link = await change(request, () => createResetLink(db, request.actor, request.params.id))
      return reply.code(201).send(ok(request, linkTo(request, 'reset', link)))
    },
  )

  app.post(
    '/api/v1/users/:id/sessions/end-all',
    {
      config,
      schema: {
        operationId: 'endSignInsOf',
        tags,
        summary: 'End every sign-in, stream and API key of an account',
        params: UserParams,
        headers: IdempotencyHeader,
        response: { 200: DoneEnvelope, ...errorResponses('USER_NOT_FOUND') },
      },
    },
    async (request) => {
      const { actor, params } = request
      const { value } = await change(request, () => idempotent(db, request, Nothing, async (tx) => (await endSignInsOf(tx, actor, params.id), {})))
      return ok(request, value)
    },
  )

  app.post(
    '/api/v1/users/:id/totp/disable',
    {
      config,
      schema: {
        operationId: 'disableSecondFactorOf',
        tags,
        summary: 'Take the second factor of an account away',
        description: "For who has lost it, and the recovery codes too; one's own is turned off in the settings.",
        params: UserParams,
        headers: IdempotencyHeader,
        response: { 200: DoneEnvelope, ...errorResponses('USER_NOT_FOUND', 'SECOND_FACTOR_STATE') },
      },
    },
    async (request) => {
      const { actor, params } = request
      const { value } = await change(request, () => idempotent(db, request, Nothing, async (tx) => (await disableSecondFactorOf(tx, actor, params.id), {})))
      return ok(request, value)
    },
  )

  app.get(
    '/api/v1/users/invitations',
    {
      config,
      schema: {
        operationId: 'listInvitations',
        tags,
        summary: 'Invitations that can still be accepted',
        response: { 200: InvitationsEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, { invitations: await listInvitations(db, request.actor) }),
  )

  app.post(
    '/api/v1/users/invitations',
    {
      config,
      schema: {
        operationId: 'createInvitation',
        tags,
        summary: 'Invite somebody',
        description: `Of two invitations to the same address the second counts. ${shownOnce}`,
        body: CreateInvitation,
        response: { 201: InvitationEnvelope, ...errorResponses(...body, 'ROLE_NOT_FOUND', 'EMAIL_TAKEN') },
      },
    },
    async (request, reply) => {
      const { invitation, ...link } = await change(request, () => createInvitation(db, request.actor, request.body))
      return reply.code(201).send(ok(request, { invitation, link: linkTo(request, 'invite', link) }))
    },
  )

  app.delete(
    '/api/v1/users/invitations/:id',
    {
      config,
      schema: {
        operationId: 'endInvitation',
        tags,
        summary: 'Take an invitation back',
        params: UserParams,
        response: { 200: DoneEnvelope, ...errorResponses('INVITATION_NOT_FOUND') },
      },
    },
    async (request) => {
      await change(request, () => endInvitation(db, request.actor, request.params.id))
      return ok(request, {})
    },
  )
}
