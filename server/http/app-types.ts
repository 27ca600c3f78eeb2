import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ErrorCode, ErrorEnvelope, Language } from '#shared/errors.ts'
import type { Access, Actor } from '#shared/permissions.ts'
import type { AppError } from '../errors.ts'

/** The server as routes see it: schemas are Zod, bodies and parameters have their types. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>
export type Request = FastifyRequest

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Set by auth/guard.ts for every route that is not public. */
    actor: Actor
    /** What it was refused with, for its line in the log. */
    errorCode: ErrorCode | undefined
    /** The best of our languages for the caller. */
    language: Language
  }
  interface FastifyInstance {
    /** A reader who takes nothing for this long is left. */
    stalledMs: number
  }
  interface FastifyContextConfig {
    /** What a caller must be allowed to do. A route without one stops the boot. */
    permission?: Access
    /** Which of the limits of http/limit.ts counts; by its method where it says nothing. */
    limit?: 'sign-in' | 'refresh' | 'chat' | 'export'
    /** So many bytes at most: a body that may take longer than others, as long as it keeps moving (http/watch-arrival.ts). */
    largeBody?: number
    /** Where a route speaks another's protocol: how that tells a failure. */
    tellError?: (error: AppError, envelope: ErrorEnvelope) => { status: number; headers: Record<string, string>; body: unknown }
    /** A Content-Security-Policy of its own, for the pages of API docs. */
    contentSecurityPolicy?: string
  }
}
