import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { type ErrorCode, type ErrorEnvelope, errorCatalog } from '#shared/errors.ts'
import { appError } from '../errors.ts'
import type { App } from './app-types.ts'
import { HSTS } from './security-headers.ts'

/** Browsers send some twenty, proxies add ten. */
const HEADERS_MAX = 100
/** Methods that no route has and that exist to be abused: one mirrors headers, the other opens tunnels. */
const never = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** Errors of Node's parser and clock, as ours; everything else cannot be read. */
const known: Record<string, ErrorCode> = { HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE', ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT' }

/**
 * Answers what came so broken, or so slowly, that there is no request to hand to anybody, and closes.
 * Nothing of what was sent is repeated: a cache or a proxy that reads it otherwise must not learn anything from it.
 */
export function answerBroken(error: Error, socket: Socket, log: FastifyBaseLogger): void {
  const cause = 'code' in error ? String(error.code) : ''
  if (cause === 'ECONNRESET' || socket.destroyed) return
  refuse(known[cause] ?? 'MALFORMED_REQUEST', socket, log)
}

/** The same for what was handed to somebody and does not come to its end. */
export const answerLate = (socket: Socket, log: FastifyBaseLogger): void => refuse('REQUEST_TIMEOUT', socket, log)

function refuse(code: ErrorCode, socket: Socket, log: FastifyBaseLogger): void {
  const { status, ...texts } = errorCatalog[code]
  const id = randomUUID()
  log.info({ request_id: id, status, code, address: socket.remoteAddress }, 'request')
  const envelope: ErrorEnvelope = { status: 'error', error: { code, message: `${texts['zh-CN']} ${texts.en}`, details: [], request_id: id } }
  const body = JSON.stringify(envelope)
  const head = [
    `HTTP/1.1 ${status} ${code}`,
    `X-Request-Id: ${id}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options: nosniff',
    'Referrer-Policy: no-referrer',
    ...('encrypted' in socket ? [`Strict-Transport-Security: ${HSTS}`] : []),
    'Connection: close',
  ]
  // An answer that had begun must not get another one into its middle.
  if (socket.writable && !hasBegun(socket)) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy()
}

/** Whether part of an answer has gone out already. */
function hasBegun(socket: Socket): boolean {
  const answer: unknown = Reflect.get(socket, '_httpMessage')
  return typeof answer === 'object' && answer !== null && 'headersSent' in answer && answer.headersSent === true
}

/** Refuses what can be read and is still no request for us. Before anything looks at it. */
export function refuseBroken(app: App): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request
    // Names and values in turn. Node would leave out what goes beyond its own maximum, without a word.
    if (raw.rawHeaders.length > HEADERS_MAX * 2) return done(appError('HEADERS_TOO_LARGE'))
    if (never.has(request.method)) return done(appError('METHOD_NOT_ALLOWED'))
    // Addresses with a scheme and host of their own are for proxies; what stands in front and we might read them differently.
    if (!raw.url?.startsWith('/')) return done(appError('MALFORMED_REQUEST', { details: [{ path: '', message: 'The address begins with no slash.' }] }))
    done()
  })
}
