import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseLanguage } from './language.ts'

/** The page's own policy: nothing inline, nothing from elsewhere. Images as data are the page's icons. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Data is nothing to show: a browser that opens it as a page may load and run nothing at all. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
/**
 * Documents that draw what nobody trusts, a model's diagrams and pictures that it names (web/public/sandbox): framed by the page alone, in an
 * origin of their own also where somebody opens them by themselves, and each with no more than its task needs. None can connect anywhere.
 */
const SANDBOX = "sandbox allow-scripts; default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
const sandboxPolicies: Record<string, string> = {
  // What it draws is styled within itself, and holds its fonts and pictures or has none.
  '/sandbox/diagram.html': `${SANDBOX}; style-src 'unsafe-inline'; img-src data:; font-src data:`,
  // The one place where a picture from elsewhere is shown, after somebody has asked for it.
  '/sandbox/image.html': `${SANDBOX}; img-src https: http: data:`,
}

/** Only with TLS: without, it would send the page's own requests to a port where nobody listens. */
const UPGRADE = '; upgrade-insecure-requests'
/** A year, and every name below this one: nobody on the way can offer the page without TLS again. */
export const HSTS = 'max-age=31536000; includeSubDomains'

const everywhere = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin' }
const onData = { ...everywhere, 'Content-Security-Policy': DATA_POLICY }
const onPages = {
  ...everywhere,
  // A workspace is nobody's to find, and neither is what somebody shared of it.
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy': PAGE_POLICY,
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
}
const overTls = {
  data: { ...onData, 'Strict-Transport-Security': HSTS },
  pages: { ...onPages, 'Content-Security-Policy': PAGE_POLICY + UPGRADE, 'Strict-Transport-Security': HSTS },
}
const plain = { data: onData, pages: onPages }
/** An origin of its own is another one: without this a sandbox could not load its own script. */
const forSandbox = { 'Cross-Origin-Resource-Policy': 'cross-origin' }

/** Whether a request is for data, by its address or by the route that takes it: an address can be spelled in more ways than one. */
export const isApi = (request: FastifyRequest): boolean => isData(request.url) || isData(request.routeOptions?.url ?? '')
const isData = (address: string) => address.startsWith('/api/') || address.startsWith('/v1/')

/** Code and styles obey the policy of the page that loads them; opened by themselves they are nothing to show, like data. */
const isShown = (request: FastifyRequest): boolean => !isApi(request) && !request.url.startsWith('/assets/') && !isSandbox(request)

const isSandbox = (request: FastifyRequest): boolean => request.routeOptions?.url?.startsWith('/sandbox/') ?? false

/** What every answer carries, whatever becomes of the request; also sets the caller's language. First of all. */
export function beginAnswer(request: FastifyRequest, reply: FastifyReply): void {
  request.language = chooseLanguage(request.headers['accept-language'])
  // The connection's own, or what a trusted proxy says of the one that it took.
  const tls = request.protocol === 'https'
  const policy = sandboxPolicies[request.routeOptions?.url ?? ''] ?? request.routeOptions?.config?.contentSecurityPolicy
  reply.header('X-Request-Id', request.id).headers((tls ? overTls : plain)[isShown(request) ? 'pages' : 'data'])
  if (isSandbox(request)) reply.headers(forSandbox)
  if (policy) reply.header('Content-Security-Policy', tls ? policy + UPGRADE : policy)
}
