import { readFileSync } from 'node:fs'
import path from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { App } from './app-types.ts'
import { tidyOpenApi } from './tidy-openapi.ts'

// Both pages style themselves in the document, which the page's own policy forbids; scripts stay as strict as everywhere.
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const REDOC_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Deskmate API</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <redoc spec-url="/openapi.json" disable-google-font="true"></redoc>
    <script src="/redoc/redoc.standalone.js"></script>
  </body>
</html>
`

/** Collects the routes for /openapi.json; before any route is registered. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Deskmate 同桌',
        version: '1',
        description:
          'Records and an assistant. Every answer is an envelope: `{status, data, message}`, or `{status, error}` with a stable code. Texts follow Accept-Language (zh-CN, en).',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      // No operation is open because somebody forgot to say so: `transform` says it of the public ones.
      security: [{ bearer: [] }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key (`dm_…`, made on the settings page), or an access token. Pages of this origin are known by their cookie instead.',
          },
        },
      },
      tags: [
        { name: 'auth', description: 'Ways in and out.' },
        { name: 'account', description: "One's own account: password, second factor, sign-ins, API keys." },
        { name: 'users', description: 'Accounts, invitations and roles, for who manages them.' },
        { name: 'items', description: 'Records: create, read, change, delete, restore.' },
        { name: 'chat', description: 'Conversations with the assistant, whole or as a stream.' },
        { name: 'openai', description: 'OpenAI’s protocol, for clients that exist; see docs/api-openai.md.' },
        { name: 'prompts', description: 'Texts to ask with again: of one’s own, and of the workspace.' },
        { name: 'models', description: 'Which models can be asked, and the connection to their provider.' },
        { name: 'audit', description: 'What happened: search, export, verification.' },
        { name: 'webhooks', description: 'Who is told of changes from outside; see docs/webhooks.md.' },
        { name: 'dashboard', description: 'Figures of the start page.' },
        { name: 'system', description: 'Health and metrics.' },
      ],
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route)
      const permission = route.route.config?.permission
      // The names beside the scheme are what a caller must be allowed to do.
      const security = permission === 'public' ? [] : [{ bearer: permission === undefined || permission === 'signed-in' ? [] : [permission] }]
      return { schema: { ...schema, security }, url }
    },
    transformObject: jsonSchemaTransformObject,
  })
}

/** /openapi.json, /docs (Swagger UI) and /redoc, from our own origin. */
export async function serveDocs(app: App): Promise<void> {
  const publicConfig = { permission: 'public' as const, contentSecurityPolicy: DOCS_POLICY }
  const hide = { hide: true }
  let openapi: string | undefined
  app.get('/openapi.json', { config: { permission: 'public' }, schema: { hide: true, response: { 200: z.unknown() } } }, async (_request, reply) => {
    openapi ??= tidyOpenApi(app.swagger())
    return reply.type('application/json; charset=utf-8').serializer(String).send(openapi)
  })

  const script = readFileSync(path.join(import.meta.dirname, 'vendor/redoc.standalone.js'), 'utf8')
  app.get('/redoc', { config: publicConfig, schema: hide }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').serializer(String).send(REDOC_PAGE),
  )
  app.get('/redoc/redoc.standalone.js', { config: publicConfig, schema: hide }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'public, max-age=86400').serializer(String).send(script),
  )

  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, ...publicConfig }
    })
    await scope.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list', tryItOutEnabled: true, displayRequestDuration: true } })
  })
}
