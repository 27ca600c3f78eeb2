import { ModelFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** Failures in a row of one model, counted so that nobody waits for a provider that is known to be down. */
export type Circuit = { failures: number; openUntil: number; probing: boolean }

const OPENS_AFTER = 5
/** Long enough for a provider to fail over, short enough that nobody notices the recovery late. */
const OPEN_MS = 15_000
/** Names of models come from people; without a bound the map would grow with every typing error. */
const CIRCUITS_MAX = 500

const concerns = new Set(['MODEL_UNAVAILABLE', 'MODEL_TIMEOUT', 'MODEL_CONNECTION_LOST'])

/** Lets a call pass, or refuses at once while the circuit is open; after that one call may try. @returns why not */
export function enterCircuit(provider: Provider, model: string, now = Date.now()): ModelFailure | undefined {
  const circuit = provider.circuits.get(model)
  if (!circuit || circuit.failures < OPENS_AFTER) return undefined
  if (now < circuit.openUntil || circuit.probing)
    return new ModelFailure('MODEL_UNAVAILABLE', `${model} failed ${circuit.failures} times in a row and is not asked for a moment.`, {
      retryable: false,
      retryAfter: Math.max(1, Math.ceil((circuit.openUntil - now) / 1000)),
    })
  circuit.probing = true
  return undefined
}

/** The models that failed last, and whether they are left alone. */
export function openCircuits(provider: Provider, now = Date.now()): Map<string, boolean> {
  return new Map([...provider.circuits].map(([model, { failures, openUntil, probing }]) => [model, failures >= OPENS_AFTER && (now < openUntil || probing)]))
}

export function leaveCircuit(provider: Provider, model: string, failure: ModelFailure | undefined, now = Date.now()): void {
  const circuit = provider.circuits.get(model)
  if (!failure || !concerns.has(failure.code) || !failure.retryable) {
    if (circuit) provider.circuits.delete(model)
    return
  }
  const failures = (circuit?.failures ?? 0) + 1
  if (!circuit && provider.circuits.size >= CIRCUITS_MAX) for (const oldest of provider.circuits.keys().take(1)) provider.circuits.delete(oldest)
  provider.circuits.set(model, { failures, openUntil: now + OPEN_MS, probing: false })
}

/** A call that was given up (stopped, shut down) says nothing about the provider. */
export function abandonCircuit(provider: Provider, model: string): void {
  const circuit = provider.circuits.get(model)
  if (circuit) circuit.probing = false
}
