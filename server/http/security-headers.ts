import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseLanguage } from './language.ts'

/** The page's own policy: nothing inline, nothing from elsewhere. Images as data are the page's icons. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Data is nothing to show: a browser that opens it as a page may load and run nothing at all. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

const everywhere = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin' }
const onData = { ...everywhere, 'Content-Security-Policy': DATA_POLICY }
const onPages = {
  ...everywhere,
  'Content-Security-Policy': PAGE_POLICY,
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
}

/** What every answer carries, whatever becomes of the request; also sets the caller's language. First of all. */
export function beginAnswer(request: FastifyRequest, reply: FastifyReply): void {
  request.language = chooseLanguage(request.headers['accept-language'])
  const policy = request.routeOptions?.config?.contentSecurityPolicy
  reply.header('X-Request-Id', request.id).headers(request.url.startsWith('/api/') ? onData : onPages)
  if (policy) reply.header('Content-Security-Policy', policy)
}
