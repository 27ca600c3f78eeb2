import type { FastifyRequest } from 'fastify'
import { CreateRole, Role, RoleEnvelope, RoleParams, RolesEnvelope, UpdateRole } from '#shared/users.ts'
import type { AuthDeps } from '../auth/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { createRole, deleteRole, updateRole } from './change-role.ts'
import { listRoles } from './queries.ts'
import { reportRefusals } from './report-refusals.ts'

const tags = ['users']
const config = { permission: 'users:manage' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

/** Roles: those of every workspace, which stay as they are, and one's own. */
export function roleRoutes(app: App, deps: AuthDeps): void {
  const { db } = deps

  async function change<T>(request: FastifyRequest, run: () => Promise<T>): Promise<T> {
    const value = await reportRefusals(db, request, 'role', run)
    deps.actors.forget()
    return value
  }

  app.get(
    '/api/v1/roles',
    { config, schema: { operationId: 'listRoles', tags, summary: 'Roles, and what each may do', response: { 200: RolesEnvelope, ...errorResponses() } } },
    async (request) => ok(request, { roles: await listRoles(db, request.actor) }),
  )

  app.post(
    '/api/v1/roles',
    {
      config,
      schema: {
        operationId: 'createRole',
        tags,
        summary: 'Make a role of permissions that one has oneself',
        headers: IdempotencyHeader,
        body: CreateRole,
        response: { 201: RoleEnvelope, ...errorResponses(...body, 'ROLE_TAKEN') },
      },
    },
    async (request, reply) => {
      const { value: role } = await change(request, () => idempotent(db, request, Role, (tx) => createRole(tx, request.actor, request.body)))
      return reply.code(201).header('Location', `/api/v1/roles/${role.slug}`).send(ok(request, role))
    },
  )

  app.patch(
    '/api/v1/roles/:slug',
    {
      config,
      schema: {
        operationId: 'updateRole',
        tags,
        summary: 'Change a role of your own',
        description: 'Holds at once for whoever has it. Where it may less than before, their sign-ins end, and what of their API keys and links goes beyond.',
        params: RoleParams,
        body: UpdateRole,
        response: { 200: RoleEnvelope, ...errorResponses(...body, 'ROLE_NOT_FOUND', 'ROLE_BUILT_IN') },
      },
    },
    async (request) => ok(request, await change(request, () => updateRole(db, request.actor, request.params.slug, request.body))),
  )

  app.delete(
    '/api/v1/roles/:slug',
    {
      config,
      schema: {
        operationId: 'deleteRole',
        tags,
        summary: 'Delete a role that no account has',
        description: 'Open invitations to it end.',
        params: RoleParams,
        response: { 200: RoleEnvelope, ...errorResponses('ROLE_NOT_FOUND', 'ROLE_IN_USE', 'ROLE_BUILT_IN') },
      },
    },
    async (request) => ok(request, await change(request, () => deleteRole(db, request.actor, request.params.slug, deps.config.DEFAULT_ROLE))),
  )
}
