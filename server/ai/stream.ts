import { setTimeout as sleep } from 'node:timers/promises'
import { attempt } from './attempt.ts'
import { abandonCircuit, enterCircuit, leaveCircuit } from './circuit.ts'
import { asAppError, ModelFailure } from './failure.ts'
import type { ModelEvent, ModelRequest, Provider } from './provider.ts'
import { waitBeforeRetry } from './retry.ts'

/**
 * An answer as it is written. Tries again only while nothing was said: what a person has read is never taken back.
 * @throws AppError MODEL_*, or the signal's reason
 */
export async function* stream(provider: Provider, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const start = performance.now()
  for (let tries = 1; ; tries++) {
    let spoken = false
    let settled = false
    signal.throwIfAborted()
    enterCircuit(provider, request.model)
    try {
      for await (const event of attempt(provider, request, signal)) {
        spoken ||= event.type !== 'model'
        if (event.type === 'finish') {
          settled = true
          leaveCircuit(provider, request.model, undefined)
        }
        yield event
      }
      return
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error
      settled = true
      leaveCircuit(provider, request.model, error)
      const wait = spoken ? undefined : waitBeforeRetry(error, tries, performance.now() - start, provider.limits)
      if (wait === undefined) throw asAppError(error)
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
    } finally {
      if (!settled) abandonCircuit(provider, request.model)
    }
  }
}
