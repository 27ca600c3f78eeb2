import type { ModelErrorCode, ModelFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** What a model of the same account will do no better, or no request should do again. */
const theSameEverywhere = new Set<ModelErrorCode>(['MODEL_CREDITS_EXHAUSTED', 'MODEL_AUTHENTICATION_FAILED', 'MODEL_REQUEST_INVALID'])

export const anotherMayHelp = ({ code }: ModelFailure): boolean => !theSameEverywhere.has(code)

/** OpenRouter goes on to another model by itself; every other server is asked for one after the other. */
export const routesItself = (baseUrl: string): boolean => /(^|\.)openrouter\.ai$/.test(new URL(baseUrl).hostname)

const others = ({ fallbackModels }: Provider, model: string) => fallbackModels().filter((each) => each !== model)

/** Whom we ask, in this order. */
export const modelsFor = (provider: Provider, model: string): string[] => (provider.routes ? [model] : [model, ...others(provider, model)])

/** Whom OpenRouter is to ask, in this order; nothing where no other may stand in. */
export function modelsField(provider: Provider, model: string): string[] | undefined {
  const list = others(provider, model)
  return provider.routes && list.length > 0 ? [model, ...list] : undefined
}
