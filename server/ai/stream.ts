import { setTimeout as sleep } from 'node:timers/promises'
import { attempt } from './attempt.ts'
import { abandonCircuit, enterCircuit, leaveCircuit } from './circuit.ts'
import { asAppError, ModelFailure } from './failure.ts'
import { anotherMayHelp, modelsFor } from './fallbacks.ts'
import type { ModelEvent, ModelRequest, Provider } from './provider.ts'
import { waitBeforeRetry } from './retry.ts'

/**
 * An answer as it is written. Tries again only while nothing was said: what a person has read is never taken back. Where others may stand
 * in for the model they are asked at once, one after the other, and all that may yet answer once more after a wait.
 * @throws AppError MODEL_*, of the model that was asked; or the signal's reason
 */
export async function* stream(provider: Provider, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const start = performance.now()
  let models = modelsFor(provider, request.model)
  let refusal: ModelFailure | undefined
  for (let round = 1; ; round++) {
    const again: { model: string; failure: ModelFailure }[] = []
    for (const model of models) {
      if (performance.now() - start > provider.limits.retryWindow) break
      signal.throwIfAborted()
      const leftAlone = enterCircuit(provider, model)
      if (leftAlone) {
        refusal ??= leftAlone
        continue
      }
      let spoken = false
      let settled = false
      try {
        for await (const event of attempt(provider, model === request.model ? request : { ...request, model }, signal)) {
          if (!spoken && model !== request.model && event.type !== 'model') yield { type: 'model', model }
          spoken ||= event.type !== 'model'
          if (event.type === 'finish') {
            settled = true
            leaveCircuit(provider, model, undefined)
          }
          yield event
        }
        return
      } catch (error) {
        if (!(error instanceof ModelFailure)) throw error
        settled = true
        leaveCircuit(provider, model, error)
        if (spoken) throw asAppError(error)
        refusal ??= error
        if (error.retryable) again.push({ model, failure: error })
        if (!anotherMayHelp(error)) break
      } finally {
        if (!settled) abandonCircuit(provider, model)
      }
    }
    const elapsed = performance.now() - start
    const waits = again.flatMap(({ failure }) => waitBeforeRetry(failure, round, elapsed, provider.limits) ?? [])
    if (waits.length === 0) throw asAppError(refusal ?? new ModelFailure('MODEL_UNAVAILABLE', 'No model was asked.'))
    // Who asks for a longer wait than another is not asked before it is over.
    const wait = Math.min(...waits)
    models = again.filter(({ failure }) => (failure.retryAfter ?? 0) * 1000 <= wait).map(({ model }) => model)
    await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}
