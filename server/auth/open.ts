import type { FastifyRequest } from 'fastify'
import type { Access } from '#shared/permissions.ts'
import { record, requestDetails } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import type { Limiter } from '../http/limit.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { type Actors, openActors } from './actors.ts'
import { forgetEnded } from './forget-ended.ts'
import { guard } from './guard.ts'
import { openSigningKeys, type SigningKeys } from './signing-keys.ts'
import { watchStreams } from './watch-streams.ts'

export type AuthDeps = { db: Db; config: Config; secrets: Secrets; limiter: Limiter; keys: SigningKeys; actors: Actors }

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** One entry for each person, route and minute: a client that insists must not fill the log. */
const DENIALS_REMEMBERED = 1000

/** What signing in needs, the guard before every route, and what goes on beside them until the program ends. */
export function openAuth(app: App, deps: Pick<AuthDeps, 'db' | 'config' | 'secrets' | 'limiter'>): AuthDeps {
  const { db, config, secrets } = deps
  const keys = openSigningKeys(db, secrets)
  const actors = openActors(db, keys, config.SESSION_IDLE_MINUTES * MINUTE_MS)
  const auth = { ...deps, keys, actors }
  guard(app, { actors, onDenied: denials(db) })

  const warn = (what: string) => (error: unknown) => app.log.warn({ err: error }, what)
  const streams = watchStreams(app.server, auth, warn('Open streams could not be checked.'))
  const hourly = setInterval(() => {
    keys.maintain(config.SIGNING_KEY_DAYS).catch(warn('The signing keys were not looked after.'))
    forgetEnded(db).catch(warn('Old sign-ins were not removed.'))
  }, HOUR_MS)
  app.addHook('onReady', () => keys.maintain(config.SIGNING_KEY_DAYS))
  app.addHook('preClose', async () => {
    clearInterval(hourly)
    streams.close()
  })
  return auth
}

/** Writes refusals down, each once a minute. */
function denials(db: Db): (request: FastifyRequest, permission: Access) => void {
  const recent = new Map<string, number>()
  return (request, permission) => {
    const { actor } = request
    const key = `${actor.userId} ${actor.apiKeyId ?? ''} ${request.method} ${request.routeOptions.url ?? ''}`
    const now = Date.now()
    if ((recent.get(key) ?? 0) > now - MINUTE_MS) return
    if (recent.size >= DENIALS_REMEMBERED) recent.clear()
    recent.set(key, now)
    const detail = { method: request.method, path: request.routeOptions.url ?? '', permission }
    record(db, { ...requestDetails(request), actorId: actor.userId, source: actor.source, action: 'auth.denied', detail }).catch((error: unknown) =>
      request.log.error({ err: error }, 'A refusal could not be recorded.'),
    )
  }
}
