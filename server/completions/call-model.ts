import type { Actor } from '#shared/permissions.ts'
import { estimateTokens } from '#shared/tokens.ts'
import type { ModelEvent, ModelRequest, Provider } from '../ai/provider.ts'
import { stream } from '../ai/stream.ts'
import { DEFAULT_MAX_TOKENS } from '../chat/parameters.ts'
import type { Catalogue } from '../models/catalogue.ts'
import type { Ledger } from '../usage/ledger.ts'
import { priceFrom } from '../usage/price.ts'

export type Call = {
  provider: Provider
  ledger: Ledger
  catalogue: Catalogue
  actor: Actor
  request: ModelRequest
  onModelError: (error: unknown) => void
}

/** The one way from here to the model: what counts or bounds calls stands around it. @throws AppError MODEL_*, BUDGET_EXHAUSTED, or the signal's reason */
export async function* callModel({ provider, ledger, catalogue, actor, request, onModelError }: Call, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const paid = await ledger.open(actor, {
    purpose: 'completions',
    model: request.model,
    price: priceFrom(catalogue.priceOf(request.model)),
    promptTokens: tokensOf(request),
    maxTokens: request.maxTokens ?? null,
    usualTokens: DEFAULT_MAX_TOKENS,
    mostTokens: catalogue.find(request.model)?.maxOutput ?? null,
    sessionId: null,
    historyTokensMax: 0,
  })
  try {
    // Who has no budget may leave the length to the model.
    yield* stream(provider, { ...request, maxTokens: paid.maxTokens ?? request.maxTokens, meter: paid.meter }, signal)
  } catch (error) {
    if (!signal.aborted) onModelError(error)
    throw error
  } finally {
    paid.close()
  }
}

/** About what an image costs in; models count them by their size, from some 80 to some 1600. */
const IMAGE_TOKENS = 1500

/** What is sent in, estimated: an image is not what it is as text. */
function tokensOf({ messages, more }: ModelRequest): number {
  let images = 0
  const text = JSON.stringify([messages, more], (name, value: unknown) => {
    if (name !== 'url' || typeof value !== 'string' || !value.startsWith('data:')) return value
    images += 1
    return ''
  })
  return estimateTokens(text) + images * IMAGE_TOKENS
}
