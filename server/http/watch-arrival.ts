import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { preParsingHookHandler, RouteOptions } from 'fastify'
import type { App } from './app-types.ts'

/** Milliseconds, and bytes a second. */
type Limits = { request: number; check: number; slowest: number }

type Arrival = {
  request: IncomingMessage
  /** When the stretch that is looked at began, and what had come by then. */
  since: number
  before: number
  until: number
}

export type Arrivals = {
  /** Whether what comes on it is a large body that still has time, whatever Node's clock says, which is the same for all. */
  has: (socket: Socket) => boolean
  /** @param onLate told of whose time is up; ends it */
  watch: (app: App, onLate: (socket: Socket) => void) => void
}

/**
 * The time of routes that take large bodies (`largeBody`): in each stretch that is as long as any other request has in all, as much must come as the
 * slowest line carries, and all of it has as long as the largest body takes there. So none is held for nothing, by silence or drop by drop.
 */
export function openArrivals({ request: stretch, check, slowest }: Limits): Arrivals {
  const arrivals = new Map<Socket, Arrival>()

  const begin =
    (maxBytes: number): preParsingHookHandler =>
    ({ raw }, _reply, payload, done) => {
      const now = performance.now()
      arrivals.set(raw.socket, { request: raw, since: now, before: raw.socket.bytesRead, until: now + stretch + (maxBytes / slowest) * 1000 })
      done(null, payload)
    }

  /** Once a stretch. What waits here to be read is not the sender's delay. */
  function moves(socket: Socket, arrival: Arrival, now: number): boolean {
    if (now - arrival.since < stretch) return true
    const enough = socket.bytesRead - arrival.before >= (slowest * stretch) / 1000 || arrival.request.readableLength > 0
    Object.assign(arrival, { since: now, before: socket.bytesRead })
    return enough
  }

  return {
    has: (socket) => arrivals.get(socket)?.request.complete === false,
    watch(app, onLate) {
      // Behind the guard: a stranger has no more time than anywhere.
      app.addHook('onRoute', (route: RouteOptions) => {
        const maxBytes = route.config?.largeBody
        if (maxBytes !== undefined) route.preParsing = [begin(maxBytes), ...[route.preParsing ?? []].flat()]
      })
      const looking = setInterval(() => {
        const now = performance.now()
        for (const [socket, arrival] of arrivals) {
          if (arrival.request.complete || socket.destroyed) arrivals.delete(socket)
          else if (now >= arrival.until || !moves(socket, arrival, now)) {
            arrivals.delete(socket)
            onLate(socket)
          }
        }
      }, check).unref()
      app.addHook('onClose', async () => clearInterval(looking))
    },
  }
}
