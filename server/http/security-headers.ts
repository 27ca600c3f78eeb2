import type { App } from './app-types.ts'

/** The page's own policy: nothing inline, nothing from elsewhere. Images as data are the page's icons. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export function secureHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'Content-Security-Policy': request.routeOptions.config.contentSecurityPolicy ?? PAGE_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    })
  })
}
