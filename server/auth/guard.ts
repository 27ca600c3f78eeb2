import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { type Access, type Actor, can } from '#shared/permissions.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { type Actors, credentialOf } from './actors.ts'

/** The row that owns what was made before there were accounts; the first administrator takes it over. */
export const FIRST_ADMINISTRATOR = '00000000-0000-7000-8000-000000000001'

type Deps = {
  actors: Actors
  /** Told of what somebody was refused. */
  onDenied: (request: FastifyRequest, permission: Access) => void
}

/**
 * Sets who asks on every request, and refuses what the route's permission does not allow: nobody known 401, known and not allowed 403.
 * A route without a permission stops the boot.
 */
export function guard(app: App, { actors, onDenied }: Deps): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const open = routes.filter((route) => !route.config?.permission)
    if (open.length > 0) throw new Error(`Routes without a permission: ${open.map((route) => `${String(route.method)} ${route.url}`).join(', ')}`)
  })
  app.decorateRequest('actor')

  function admit(request: FastifyRequest, reply: FastifyReply, permission: Access, actor: Actor | null): Error | undefined {
    if (!actor) {
      reply.header('WWW-Authenticate', 'Bearer realm="deskmate", error="invalid_token"')
      return appError('TOKEN_INVALID')
    }
    request.actor = actor
    const allowed = permission === 'signed-in' || (permission === 'in-person' ? actor.sessionId !== null : permission === 'public' || can(actor, permission))
    if (allowed) return undefined
    onDenied(request, permission)
    return appError('FORBIDDEN')
  }

  async function admitLater(request: FastifyRequest, reply: FastifyReply, permission: Access, looking: Promise<Actor | null>): Promise<void> {
    const refusal = admit(request, reply, permission, await looking)
    if (refusal) throw refusal
  }

  app.addHook('onRequest', (request, reply, done) => {
    const { permission } = request.routeOptions.config
    // Only the not-found handler comes without one, and it tells nobody anything.
    if (!permission || permission === 'public') return done()
    const credential = credentialOf(request)
    if (!credential) {
      reply.header('WWW-Authenticate', 'Bearer realm="deskmate"')
      return done(appError('UNAUTHENTICATED'))
    }
    // Whom it remembers it names at once; a promise would cost every request a turn of the event loop.
    const found = actors.find(credential)
    if (found instanceof Promise) return admitLater(request, reply, permission, found)
    return done(admit(request, reply, permission, found))
  })
}
