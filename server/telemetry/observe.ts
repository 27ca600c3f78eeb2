import type { Actor } from '#shared/permissions.ts'
import type { App } from '../http/app-types.ts'
import type { Metrics } from './metrics.ts'

/** Longer ones lead nowhere. */
const PATH_MAX = 300

/** One log line and one measurement a request. */
export function observe(app: App, metrics: Metrics): void {
  const timers = new Map<string, (seconds: number) => void>()
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const key = `${request.method} ${route} ${reply.statusCode}`
    let timer = timers.get(key)
    if (!timer) {
      // Routes and status codes are few; a child keeps prom-client from hashing the labels each time.
      const child = metrics.requests.labels({ method: request.method, route, status: String(reply.statusCode) })
      timer = (seconds) => child.observe(seconds)
      timers.set(key, timer)
    }
    timer(reply.elapsedTime / 1000)
    request.log.info(
      {
        method: request.method,
        // Never what stands behind the question mark: that is people's words, and once was a token.
        path: request.url.split('?')[0]?.slice(0, PATH_MAX),
        status: reply.statusCode,
        code: request.errorCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        user_id: (request.actor as Actor | undefined)?.userId,
        address: request.ip,
      },
      'request',
    )
    done()
  })
}
