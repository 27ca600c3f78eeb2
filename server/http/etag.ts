import { hash } from 'node:crypto'
import type { App } from './app-types.ts'
import { isApi } from './security-headers.ts'

/** Whether an If-None-Match header names the tag; weak and strong spellings of a tag are the same here (RFC 9110). */
export function isSeen(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag.replace(/^W\//, '')) ?? false
}

/**
 * Gives every readable API answer an ETag made of its content, unless the route gave a better one; answers 304 to whom has it. Before
 * compression. What was answered to somebody is kept by no cache, not the browser's either: whoever asks with If-None-Match has kept
 * the answer himself.
 */
export function tagAnswers(app: App): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isApi(request)) return done(null, payload)
    reply.header('Vary', 'Accept-Language, Accept-Encoding, Authorization, Cookie, Origin')
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store')
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload)
    const tag = reply.getHeader('ETag') ?? `W/"${hash('sha1', payload, 'base64url')}"`
    reply.header('ETag', tag)
    if (!isSeen(request.headers['if-none-match'], String(tag))) return done(null, payload)
    reply.code(304).removeHeader('Content-Type')
    return done(null, null)
  })
}
