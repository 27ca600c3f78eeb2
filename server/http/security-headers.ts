import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseLanguage } from './language.ts'

/** The page's own policy: nothing inline, nothing from elsewhere. Images as data are the page's icons. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** What every answer carries, whatever becomes of the request; also sets the caller's language. First of all. */
export function beginAnswer(request: FastifyRequest, reply: FastifyReply): void {
  request.language = chooseLanguage(request.headers['accept-language'])
  reply.headers({
    'X-Request-Id': request.id,
    'Content-Security-Policy': request.routeOptions?.config?.contentSecurityPolicy ?? PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  })
}
