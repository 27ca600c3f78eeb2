import { isIP } from 'node:net'
import { appError } from '../errors.ts'
import type { App } from './app-types.ts'

/** What a page elsewhere may send along. */
const SENT = 'Content-Type, Authorization, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID, Prefer'
/** Those by which OpenAI's client says what it is; their number grows. */
const OPENAI_SENT = /^x-stainless-[a-z-]{1,40}$/

function sentHeaders(wanted: string | undefined): string {
  const own = (wanted ?? '').split(',').map((name) => name.trim().toLowerCase())
  return [SENT, ...own.filter((name) => OPENAI_SENT.test(name))].join(', ')
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Node keeps the first of two; what stands in front may have kept the second. @param raw names and values in turn */
function hasTwoHosts(raw: string[]): boolean {
  let hosts = 0
  for (let at = 0; at < raw.length; at += 2) if (raw[at]?.length === 4 && raw[at]?.toLowerCase() === 'host') hosts++
  return hosts > 1
}

/**
 * Keeps other sites' pages out while the only credential is that one can reach the address.
 * A page elsewhere that resolves its own name to this machine is known by its Host; a page that sends a request across is known by its Origin.
 * @param publicUrl the address people type where a proxy stands in front; its host is accepted besides addresses and localhost.
 * @param origins other origins that may call, as CORS_ORIGINS names them.
 */
export function refuseOtherSites(app: App, publicUrl: string | undefined, origins: string[]): void {
  const ownHost = publicUrl ? new URL(publicUrl).host : undefined
  const allowed = new Set(origins)

  function isOwn(host: string | undefined): boolean {
    if (!host || host === ownHost) return Boolean(host)
    const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
    return name === 'localhost' || name.endsWith('.localhost') || isIP(name) > 0
  }

  app.addHook('onRequest', async (request, reply) => {
    if (hasTwoHosts(request.raw.rawHeaders)) throw appError('MALFORMED_REQUEST')
    // Probes of orchestrators come by whatever name the machine has; they read nothing of anybody's.
    if (!isOwn(request.host) && !request.url.startsWith('/healthz') && !request.url.startsWith('/readyz') && !request.url.startsWith('/metrics'))
      throw appError('CROSS_ORIGIN', { details: [{ path: 'Host', message: 'Not a name of this server. Set PUBLIC_URL to the address that people type.' }] })
    const { origin } = request.headers
    if (origin === undefined) {
      if (!reading.has(request.method) && request.headers['sec-fetch-site'] === 'cross-site') throw appError('CROSS_ORIGIN')
      return
    }
    const same = URL.canParse(origin) && (new URL(origin).host === request.host || (ownHost !== undefined && new URL(origin).host === ownHost))
    if (allowed.has(origin))
      reply.headers({
        'Access-Control-Allow-Origin': origin,
        Vary: 'Origin',
        'Access-Control-Expose-Headers': 'Change-Set, ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
      })
    else if (!same && !reading.has(request.method)) throw appError('CROSS_ORIGIN')
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
      reply.headers({
        'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
        'Access-Control-Allow-Headers': sentHeaders(request.headers['access-control-request-headers']),
        'Access-Control-Max-Age': '600',
      })
      await reply.code(204).send()
    }
  })
}
