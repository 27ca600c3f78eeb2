import type { Actor } from '#shared/permissions.ts'
import type { ModelEvent, ModelRequest, Provider } from '../ai/provider.ts'
import { stream } from '../ai/stream.ts'

export type Call = {
  provider: Provider
  actor: Actor
  request: ModelRequest
  onModelError: (error: unknown) => void
}

/** The one way from here to the model: what counts or bounds calls stands around it. @throws AppError MODEL_*, or the signal's reason */
export async function* callModel({ provider, request, onModelError }: Call, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  try {
    yield* stream(provider, request, signal)
  } catch (error) {
    if (!signal.aborted) onModelError(error)
    throw error
  }
}
