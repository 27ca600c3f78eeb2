import type { RouteOptions } from 'fastify'
import { type Actor, can, permissions } from '#shared/permissions.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'

/** The one person there is until accounts exist; migrations/0002_item_triggers.sql makes the row. */
export const owner: Actor = {
  userId: '00000000-0000-7000-8000-000000000001',
  permissions: new Set(permissions),
  source: 'page',
  sessionId: null,
  apiKeyId: null,
}

/** Sets who asks on every request, and refuses what the route's permission does not allow. A route without one stops the boot. */
export function guard(app: App): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const open = routes.filter((route) => !route.config?.permission)
    if (open.length > 0) throw new Error(`Routes without a permission: ${open.map((route) => `${String(route.method)} ${route.url}`).join(', ')}`)
  })
  app.decorateRequest('actor')
  app.addHook('onRequest', (request, _reply, done) => {
    request.actor = owner
    const { permission } = request.routeOptions.config
    // Only the not-found handler comes without one, and it tells nobody anything.
    if (permission && permission !== 'public' && permission !== 'signed-in' && permission !== 'in-person' && !can(request.actor, permission))
      return done(appError('FORBIDDEN'))
    done()
  })
}
