import type { ModelLimits } from '../ai/limits.ts'
import { openProvider } from '../ai/provider.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/open.ts'
import { AppError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { type Catalogue, openCatalogue } from '../models/catalogue.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { openLedger } from '../usage/ledger.ts'
import { assumedPrice } from '../usage/price.ts'
import { startReconciling } from '../usage/reconcile.ts'
import type { ChatDeps } from './ask.ts'
import { startGenerations } from './generations.ts'
import { startPurge } from './list/start-purge.ts'
import { startTitles } from './make-title.ts'
import { startIndexing } from './search/index-messages.ts'
import { settleMessage } from './settle-message.ts'
import { watchCircuits } from './watch-circuits.ts'

/**
 * What the chat routes need, and its end with the program.
 * @param limits shorter deadlines, for tests
 */
export async function openChat(
  app: App,
  { config, database, metrics, limits }: { config: Config; database: Database; metrics: Metrics; limits?: Partial<ModelLimits> | undefined },
): Promise<ChatDeps> {
  const onError = (error: unknown) => app.log.warn({ err: error }, 'An answer had trouble.')
  const provider = config.MODEL_CONFIGURED
    ? openProvider({
        baseUrl: config.OPENROUTER_BASE_URL,
        apiKey: config.OPENROUTER_API_KEY,
        keyFile: config.MODEL_KEY_FILE,
        publicUrl: config.PUBLIC_URL,
        // Administrators decide while the program runs; nobody stands in who may not be asked.
        fallbackModels: () => config.FALLBACK_MODELS.filter((model) => catalogue.allows(model)),
        ...(limits ? { limits } : {}),
      })
    : null
  const catalogue: Catalogue = await openCatalogue(
    database.db,
    provider,
    { defaultModel: config.DEFAULT_MODEL, supportedModels: config.SUPPORTED_MODELS },
    { shared: database.kind === 'server', onError },
  )
  if (provider) watchCircuits(metrics, provider, catalogue)
  const indexing = startIndexing(database.db, onError)
  const generations = startGenerations(database, {
    onError,
    // A figure for each name that somebody thinks of would fill the memory, and show what was typed to whoever reads the figures.
    onFirstToken: (model, seconds) => metrics.firstToken.observe({ model: catalogue.knows(model) ? model : 'other' }, seconds),
    onEnd(status) {
      metrics.generations.inc({ status })
      indexing.wake()
    },
  })
  const stopPurge = startPurge(database.db, config.CHAT_TRASH_DAYS, onError)
  const ledger = openLedger(database.db, assumedPrice(config.ASSUMED_PRICE), (error) => app.log.warn({ err: error }, 'The ledger of model calls had trouble.'))
  const titles = startTitles({
    db: database.db,
    provider,
    catalogue,
    ledger,
    model: config.TITLE_MODEL,
    onError: (error) => app.log.warn({ err: error }, 'A conversation got no title.'),
  })
  const stopReconciling =
    provider &&
    startReconciling(database.db, provider, {
      onError: (error) => app.log.warn({ err: error }, 'What a call cost could not be asked.'),
      onSettled: (messageId) => settleMessage(database.db, messageId),
    })
  // Before open streams are ended: their readers get the end of their answers.
  app.addHook('preClose', async () => {
    catalogue.close()
    stopPurge()
    titles.close()
    await generations.close()
    await indexing.close()
    await ledger.close()
    await stopReconciling?.()
  })
  return {
    db: database.db,
    provider,
    catalogue,
    ledger,
    generations,
    titles,
    onModelError(error) {
      onError(error)
      metrics.modelErrors.inc({ code: error instanceof AppError ? error.code : 'INTERNAL' })
    },
  }
}
