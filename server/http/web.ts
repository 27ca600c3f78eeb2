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
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      built &&
      (request.method === 'GET' || request.method === 'HEAD') &&
      request.headers.accept?.includes('text/html') &&
      !/^\/(api|assets)\//.test(request.url)
    if (isPage) return reply.header('Cache-Control', 'no-cache').type('text/html; charset=utf-8').serializer(String).send(readFileSync(index, 'utf8'))
    throw appError('NOT_FOUND')
  })
}
