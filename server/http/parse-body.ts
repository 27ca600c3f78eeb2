import secureJson from 'secure-json-parse'
import { appError } from '../errors.ts'
import type { App } from './app-types.ts'
import { scanJson } from './scan-json.ts'

/** The largest text fields escaped, with room to spare. */
export const MAX_BODY_BYTES = 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** JSON in UTF-8 is the only body that this API takes; forms and plain text, which other sites can send, are refused (415). */
export function parseBodies(app: App): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding']
    // Whoever unpacks, unpacks bombs; a megabyte of JSON needs no packing.
    const plain = encoding === undefined || encoding.toLowerCase() === 'identity'
    done(plain ? undefined : appError('UNSUPPORTED_MEDIA_TYPE', { details: [{ path: 'Content-Encoding', message: 'Send the body as it is.' }] }))
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (request, body, done) => {
    try {
      const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
      if (charset && !/^utf-?8$/i.test(charset)) throw appError('UNSUPPORTED_MEDIA_TYPE')
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      if (bytes.length === 0) throw appError('MALFORMED_REQUEST', { details: [{ path: '', message: 'The body is empty.' }] })
      const text = utf8.decode(bytes)
      scanJson(text)
      const value: unknown = secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' })
      done(null, value)
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      done('status' in cause ? cause : appError('MALFORMED_REQUEST', { cause }))
    }
  })
}

/** Reads a query string. A name given twice becomes an array, which no schema takes. It must not throw: refuseBadUrls has the say about what cannot be decoded. */
export function parseQuery(text: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) {
    const before = result[key]
    result[key] = before === undefined ? value : [before, value].flat()
  }
  return result
}

/** Refuses addresses that are not percent-encoded UTF-8 or hold NUL: decoders put U+FFFD in their place without a word. */
export function refuseBadUrls(app: App): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { url } = request
    if (!url.includes('%')) return done()
    done(isDecodable(url) ? undefined : appError('MALFORMED_REQUEST', { details: [{ path: '', message: 'The address is not percent-encoded UTF-8.' }] }))
  })
}

function isDecodable(url: string): boolean {
  try {
    return !decodeURIComponent(url).includes('\0')
  } catch {
    return false
  }
}
