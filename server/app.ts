import { randomUUID } from 'node:crypto'
import { constants } from 'node:zlib'
import compress, { type FastifyCompressOptions } from '@fastify/compress'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ModelLimits } from './ai/limits.ts'
import { attachmentRoutes } from './attachments/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { oidcRoutes } from './auth/oidc-routes.ts'
import { openAuth } from './auth/open.ts'
import { ownRoutes } from './auth/own-routes.ts'
import { authRoutes } from './auth/routes.ts'
import { changeRoutes } from './changes/routes.ts'
import { conversationRoutes } from './chat/conversation-routes.ts'
import { openChat } from './chat/open.ts'
import { chatRoutes } from './chat/routes.ts'
import { settingsRoutes } from './chat/settings-routes.ts'
import { uiRoutes } from './chat/ui/routes.ts'
import { collectionRoutes } from './collections/routes.ts'
import { commentRoutes } from './comments/routes.ts'
import { completionRoutes } from './completions/routes.ts'
import type { Config } from './config.ts'
import { dashboardRoutes } from './dashboard/routes.ts'
import { tileRoutes } from './dashboard/tile-routes.ts'
import type { Database } from './db/open.ts'
import { startTidying } from './db/tidy.ts'
import type { App } from './http/app-types.ts'
import { checkResponses } from './http/check-responses.ts'
import { describeApi, serveDocs } from './http/docs.ts'
import { answerError, answerErrors } from './http/errors.ts'
import { tagAnswers } from './http/etag.ts'
import { limitAddresses, limitCallers, limitsOf, openLimiter } from './http/limit.ts'
import { prepareServer, type ServerLimits, serverLimits } from './http/make-server.ts'
import { MAX_BODY_BYTES, parseBodies, parseQuery, refuseBadUrls } from './http/parse-body.ts'
import { refuseBroken } from './http/refuse-broken.ts'
import { refuseOtherSites } from './http/same-origin.ts'
import { beginAnswer } from './http/security-headers.ts'
import { endStreams } from './http/sse.ts'
import { validate } from './http/validate.ts'
import { serveWeb } from './http/web.ts'
import { aggregateRoutes } from './items/aggregate/routes.ts'
import { bulkRoutes } from './items/bulk/routes.ts'
import { collectionItemRoutes } from './items/collection-routes.ts'
import { fieldRoutes } from './items/fields/routes.ts'
import { itemFileRoutes } from './items/files/routes.ts'
import { startIndexing } from './items/indexes/keep-indexes.ts'
import { itemRoutes } from './items/routes.ts'
import { trashRoutes } from './items/trash/routes.ts'
import { startPurging } from './items/trash/start-purging.ts'
import { liveRoutes } from './live/routes.ts'
import { modelRoutes } from './models/routes.ts'
import { promptRoutes } from './prompts/routes.ts'
import type { Secrets } from './secrets/encrypt.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { observe } from './telemetry/observe.ts'
import { telemetryRoutes } from './telemetry/routes.ts'
import { importRoutes } from './transfer/import/routes.ts'
import { startImporting } from './transfer/import/run-imports.ts'
import { transferRoutes } from './transfer/routes.ts'
import { testsIn } from './usage/open-test.ts'
import { usageRoutes } from './usage/routes.ts'
import { workspaceUsageRoutes } from './usage/workspace-routes.ts'
import { roleRoutes } from './users/role-routes.ts'
import { userRoutes } from './users/routes.ts'
import { viewRoutes } from './views/routes.ts'
import type { WebhookLimits } from './webhooks/limits.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** Below the threshold nothing is gained. What is packed at once takes half a millisecond at most; handed to other threads, as larger answers are, it takes two. In bytes. */
const compression: FastifyCompressOptions = {
  globalDecompression: false,
  threshold: 1024,
  syncThreshold: 64 * 1024,
  encodings: ['br', 'gzip'],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
}

type Deps = {
  config: Config
  database: Database
  secrets: Secrets
  metrics: Metrics
  logger: FastifyBaseLogger
  /** Compare each answer with its schema; for tests. */
  strict: boolean
  isClosing: () => boolean
  /** Shorter deadlines of the model; for tests. */
  modelLimits?: Partial<ModelLimits> | undefined
  /** Shorter deadlines of connections; for tests. */
  serverLimits?: Partial<ServerLimits> | undefined
  /** Shorter waits of deliveries; for tests. */
  webhookLimits?: Partial<WebhookLimits> | undefined
}

/** The whole program without its process: every route in the order in which the docs list them. */
export async function buildApp(deps: Deps): Promise<App> {
  const { config, database, metrics } = deps
  const listening = prepareServer(config, { ...serverLimits, ...deps.serverLimits })
  const app: App = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: MAX_BODY_BYTES,
    serverFactory: listening.make,
    clientErrorHandler: (error, socket) => listening.onBroken(error, socket, app.log),
    return503OnClosing: false,
    // The end waits for answers that are being written; its deadline is the process's.
    pluginTimeout: 0,
    trustProxy: config.TRUST_PROXY.length > 0 ? config.TRUST_PROXY : false,
    routerOptions: { querystringParser: parseQuery, maxParamLength: 200 },
    // Addresses that cannot be decoded come here past every hook.
    frameworkErrors: (error, request, reply) => {
      beginAnswer(request, reply)
      void answerError(error, request, reply)
    },
  }).withTypeProvider<ZodTypeProvider>()

  app.setValidatorCompiler(validate)
  app.setSerializerCompiler(() => JSON.stringify)
  app.decorateRequest('language', 'zh-CN')
  app.decorateRequest('errorCode', undefined)
  app.addHook('onRequest', (request, reply, done) => {
    beginAnswer(request, reply)
    done()
  })
  listening.watch(app)
  refuseBroken(app)
  const limiter = openLimiter(database.db, limitsOf(config), {
    shared: database.kind === 'server',
    onError: (error) => app.log.warn({ err: error }, 'The limits of requests could not be shared with the database.'),
  })
  app.addHook('preClose', async () => limiter.close())
  limitAddresses(app, limiter)
  refuseBadUrls(app)
  refuseOtherSites(app, config.PUBLIC_URL, config.CORS_ORIGINS)
  const auth = openAuth(app, { db: database.db, config, secrets: deps.secrets, limiter })
  limitCallers(app, limiter)
  parseBodies(app)
  observe(app, metrics)
  tagAnswers(app)
  if (deps.strict) checkResponses(app)
  await app.register(compress, compression)
  answerErrors(app)
  await describeApi(app)

  authRoutes(app, auth)
  oidcRoutes(app, auth)
  ownRoutes(app, auth)
  userRoutes(app, auth)
  roleRoutes(app, auth)
  auditRoutes(app, { db: database.db, secrets: deps.secrets })
  itemRoutes(app, { db: database.db })
  collectionRoutes(app, { db: database.db })
  commentRoutes(app, { db: database.db })
  viewRoutes(app, { db: database.db })
  collectionItemRoutes(app, { db: database.db })
  aggregateRoutes(app, { db: database.db })
  fieldRoutes(app, { db: database.db })
  bulkRoutes(app, { db: database.db })
  itemFileRoutes(app, { db: database.db })
  trashRoutes(app, { db: database.db, days: config.TRASH_RETENTION_DAYS })
  changeRoutes(app, { db: database.db })
  liveRoutes(app, { database, config })
  transferRoutes(app, { db: database.db })
  const indexing = startIndexing(database, app.log)
  const tidying = startTidying(database, app.log)
  const purging = startPurging(database.db, config.TRASH_RETENTION_DAYS, app.log)
  app.addHook('preClose', async () => {
    await Promise.all([indexing.close(), purging.close(), tidying.close()])
  })
  importRoutes(app, { db: database.db, importing: startImporting(database.db, database.kind, app.log) })
  webhookRoutes(app, { database, secrets: deps.secrets, allowedHosts: config.WEBHOOK_ALLOWED_HOSTS, limits: deps.webhookLimits })
  attachmentRoutes(app, { db: database.db })
  const chat = await openChat(app, { config, database, metrics, limits: deps.modelLimits })
  chatRoutes(app, chat)
  uiRoutes(app, chat)
  conversationRoutes(app, chat)
  completionRoutes(app, chat)
  settingsRoutes(app, database.db)
  modelRoutes(app, { ...chat, openTest: testsIn(chat) })
  usageRoutes(app, auth)
  workspaceUsageRoutes(app, auth)
  // After the chat's own: whoever reads an answer of this process is told how it ended; the others read on elsewhere.
  app.addHook('preClose', async () => endStreams(app.server))
  promptRoutes(app, { db: database.db })
  tileRoutes(app, { db: database.db })
  dashboardRoutes(app, { db: database.db })
  telemetryRoutes(app, { database, metrics, isClosing: deps.isClosing })

  await serveDocs(app)
  serveWeb(app)
  await app.ready()
  return app
}
