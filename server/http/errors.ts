import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, ErrorEnvelope, errorCatalog } from '#shared/errors.ts'
import { AppError, appError, say } from '../errors.ts'
import type { App } from './app-types.ts'
import { describeInput, InvalidInput } from './validate.ts'

/** Error codes of Fastify and of body parsing, as ours. */
const foreign: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_REQUEST',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_REQUEST',
  FST_ERR_BAD_URL: 'MALFORMED_REQUEST',
  FST_ERR_ASYNC_CONSTRAINT: 'MALFORMED_REQUEST',
}

/** Database errors that only bad input causes and that no schema foresaw: refused, without the database's words. */
const badInput = new Set(['22021', '22P05', '22P02', '22003', '22025', '2201B', '22007', '22008', '22009', '22001', '23514', '54000', '42601'])

/** The response schemas of the errors that a route can answer with, for its documentation. */
export function errorResponses(...codes: ErrorCode[]): Record<number, typeof ErrorEnvelope> {
  const usual: ErrorCode[] = ['INVALID_PARAMETER', 'UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL', 'DATABASE_UNAVAILABLE']
  return Object.fromEntries([...usual, ...codes].map((code) => [errorCatalog[code].status, ErrorEnvelope]))
}

/** Finds what a thrown thing says about itself, however deep a library has wrapped it. */
export function toAppError(thrown: unknown, request: FastifyRequest): AppError {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if (error instanceof AppError) return error
    const code = 'code' in error ? String(error.code) : ''
    const known = foreign[code]
    if (known) return appError(known, { cause: thrown })
    if (badInput.has(code)) return appError('VALIDATION_FAILED', { cause: thrown })
  }
  if (thrown instanceof InvalidInput) return describeInput(thrown, request.language)
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500
  if (status === 404) return appError('NOT_FOUND')
  if (status === 413) return appError('PAYLOAD_TOO_LARGE')
  if (status === 415) return appError('UNSUPPORTED_MEDIA_TYPE')
  if (status >= 400 && status < 500) return appError('MALFORMED_REQUEST', { cause: thrown })
  return appError('INTERNAL', { cause: thrown })
}

const retryAfterOf = (error: AppError) => error.retryAfter ?? (error.status === 503 ? 1 : undefined)

/** What a caller is told of a failure. */
export function envelopeOf(error: AppError, request: FastifyRequest): ErrorEnvelope {
  const language = request.language ?? 'zh-CN'
  const retryAfter = retryAfterOf(error)
  return {
    status: 'error',
    error: {
      code: error.code,
      message: error.words[language],
      details: error.details.map(({ path, message }) => ({ path, message: say(message, language) })),
      request_id: request.id,
      ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
      ...(error.current === undefined ? {} : { current: error.current }),
    },
  }
}

/** The one place where a thrown thing becomes an answer. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toAppError(thrown, request)
  request.errorCode = error.code
  if (error.status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, error.message)
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) reply.header('Retry-After', Math.ceil(retryAfter))
  // What else is on its way is not waited for.
  if (error.code === 'PAYLOAD_TOO_LARGE' || error.code === 'HEADERS_TOO_LARGE') reply.header('Connection', 'close')
  const body = envelopeOf(error, request)
  const told = request.routeOptions?.config?.tellError?.(error, body) ?? { status: error.status, headers: {}, body }
  return reply
    .code(told.status)
    .headers({ ...told.headers, 'Cache-Control': 'no-store' })
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(told.body)
}

export function answerErrors(app: App): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply))
}
