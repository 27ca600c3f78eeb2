import { z } from 'zod'
import { text } from '#shared/text.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { errorResponses } from '../http/errors.ts'
import { beginOidc, CALLBACK, finishOidc } from './oidc.ts'
import { openIssuer } from './oidc-issuer.ts'
import type { AuthDeps } from './open.ts'

const tags = ['auth']
/** What a server takes as an address at all; what it says is judged in oidc.ts. */
const ADDRESS_MAX = 16_000
const given = text(0, ADDRESS_MAX).optional()
const elsewhere = z.null().describe('To another page, by its Location.')

/** The way to the company's sign-in and back. Both are for browsers, and answer with where to go. */
export function oidcRoutes(app: App, deps: AuthDeps): void {
  const { OIDC_ISSUER } = deps.config
  const warn = (error: unknown) => app.log.warn({ err: error, issuer: OIDC_ISSUER }, 'The company sign-in could not be reached.')
  const findIssuer = openIssuer(deps.config, warn)
  // Whoever starts the program learns of a wrong setting before the first person does; and that person need not wait.
  app.addHook('onReady', async () => void (OIDC_ISSUER && findIssuer().catch(warn)))
  const company = { ...deps, findIssuer }

  app.get(
    '/api/v1/auth/oidc/start',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'startOidc',
        tags,
        summary: 'Go to the company sign-in, where OIDC_ISSUER is set',
        description: 'For browsers: answers with the way there, and with a cookie that the way back is believed by, once and for ten minutes.',
        querystring: z.object({ next: given.describe('The page to come back to: a path of this server; / where it is anything else.') }),
        response: { 302: elsewhere, ...errorResponses('NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      if (!OIDC_ISSUER) throw appError('NOT_FOUND')
      return reply.header('Cache-Control', 'no-store').redirect(await beginOidc(company, request, reply, request.query.next))
    },
  )

  app.get(
    CALLBACK,
    {
      config: { permission: 'public', limit: 'sign-in' },
      schema: {
        operationId: 'finishOidc',
        tags,
        summary: 'Come back from the company sign-in',
        description:
          'The redirect URI to register at the issuer. Signs in and leads to the page asked for at the start, or to /login with the `reason` why not: company-refused, company-expired, company-unavailable.',
        querystring: z.looseObject({ code: given, state: given, iss: given, error: given }),
        response: { 302: elsewhere, ...errorResponses('NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      if (!OIDC_ISSUER) throw appError('NOT_FOUND')
      return reply.header('Cache-Control', 'no-store').redirect(await finishOidc(company, request, reply, request.query.state))
    },
  )
}
