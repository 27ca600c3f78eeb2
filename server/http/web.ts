import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import staticFiles from '@fastify/static'
import { appError } from '../errors.ts'
import type { App } from './app-types.ts'

const folder = path.join(path.dirname(path.dirname(import.meta.dirname)), 'dist/web')

/** The page: built files, and index.html for every address of the page's own, so that a link into it works. */
export function serveWeb(app: App): void {
  const index = path.join(folder, 'index.html')
  const built = existsSync(index)
  const page = built ? readFileSync(index, 'utf8') : ''
  if (built) {
    app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, permission: 'public' }
        route.schema = { hide: true }
      })
      await scope.register(staticFiles, {
        root: folder,
        index: false,
        preCompressed: true,
        wildcard: false,
        cacheControl: false,
        // Hashed names never change their content; everything else is asked for again.
        setHeaders: (response, file) =>
          void response.header('Cache-Control', file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'),
        allowedPath: (name) => !name.endsWith('.map') && name !== '/index.html',
      })
    })
  }
  // A route, not the not-found handler, because only what routes answer is compressed.
  app.get('/*', { config: { permission: 'public' }, schema: { hide: true } }, async (request, reply) => {
    // The start page also for whoever does not say what it takes (curl, probes); any other address only for browsers.
    const wantsPage = request.url === '/' || request.headers.accept?.includes('text/html')
    const isPage = built && wantsPage && !/^\/(api|assets|\.)/.test(request.url)
    if (!isPage) throw appError('NOT_FOUND')
    return reply.header('Cache-Control', 'no-cache').type('text/html; charset=utf-8').serializer(String).send(page)
  })
  app.setNotFoundHandler(() => {
    throw appError('NOT_FOUND')
  })
}
