import { hash } from 'node:crypto'
import type { App } from './app-types.ts'

/** Whether an If-None-Match header names the tag; weak and strong spellings of a tag are the same here (RFC 9110). */
export function isSeen(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag.replace(/^W\//, '')) ?? false
}

/** Gives every readable API answer an ETag made of its content, unless the route gave a better one; answers 304 to whom has it. Before compression. */
export function tagAnswers(app: App): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!request.url.startsWith('/api/')) return done(null, payload)
    reply.header('Vary', 'Accept-Language, Accept-Encoding, Authorization')
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') {
      if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store')
      return done(null, payload)
    }
    const tag = reply.getHeader('ETag') ?? `W/"${hash('sha1', payload, 'base64url')}"`
    reply.headers({ ETag: tag, 'Cache-Control': 'private, no-cache' })
    if (!isSeen(request.headers['if-none-match'], String(tag))) return done(null, payload)
    reply.code(304).removeHeader('Content-Type')
    return done(null, null)
  })
}
