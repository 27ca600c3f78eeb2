import { setTimeout as sleep } from 'node:timers/promises'
import { BUILT_IN_MODEL, type ChatModel, type ChatModels } from '#shared/chat.ts'
import { type CatalogueModel, models } from '../ai/models.ts'
import type { Provider } from '../ai/provider.ts'
import { appError } from '../errors.ts'

/** Models come and go, and prices change, over days. */
const FRESH_MS = 10 * 60_000
/** Longest that a page waits for its list of models; after that it gets what is known without the provider. */
const WAIT_MS = 3000

export type Catalogue = {
  list: () => Promise<ChatModels>
  /** The model that is asked. @throws MODEL_NOT_ALLOWED */
  choose: (asked: string | undefined) => string
  /** Whether the provider or the settings name it; anything else is what somebody typed. */
  knows: (model: string) => boolean
  /** In tokens; null where it is not known (yet). */
  contextOf: (model: string) => number | null
  /** What it takes beside text; null where it is not known. */
  modalitiesOf: (model: string) => string[] | null
  close: () => void
}

/** @param settings an empty list of supported models allows all */
export function openCatalogue(
  provider: Provider | null,
  settings: { defaultModel: string; supportedModels: string[] },
  onError: (error: unknown) => void,
): Catalogue {
  const closed = new AbortController()
  let known: Map<string, CatalogueModel> | undefined
  let freshUntil = 0
  let loading: Promise<void> | undefined
  const { supportedModels, defaultModel } = settings
  const preferred = supportedModels.length === 0 || supportedModels.includes(defaultModel) ? defaultModel : (supportedModels[0] ?? defaultModel)

  async function load(from: Provider): Promise<void> {
    try {
      const found = await models(from, closed.signal)
      known = new Map(found.map((model) => [model.id, model]))
      freshUntil = Date.now() + FRESH_MS
    } catch (error) {
      if (!closed.signal.aborted) onError(error)
    } finally {
      loading = undefined
    }
  }
  const refresh = (from: Provider): Promise<void> => (loading ??= load(from))

  return {
    async list() {
      if (!provider) return { configured: false, default: BUILT_IN_MODEL, models: [builtIn] }
      if (!known) await Promise.race([refresh(provider), sleep(WAIT_MS, undefined, { ref: false })])
      else if (Date.now() > freshUntil) void refresh(provider)
      const ids = supportedModels.length > 0 ? supportedModels : known ? [...new Set([preferred, ...known.keys()])] : [preferred]
      return { configured: true, default: preferred, models: ids.map((id) => asChatModel(id, known?.get(id))) }
    },
    choose(asked) {
      const allowed = provider
        ? asked === undefined || supportedModels.length === 0 || supportedModels.includes(asked)
        : asked === undefined || asked === BUILT_IN_MODEL
      if (!allowed) throw appError('MODEL_NOT_ALLOWED', { details: [{ path: 'model', message: provider ? supportedModels.join(', ') : BUILT_IN_MODEL }] })
      return provider ? (asked ?? preferred) : BUILT_IN_MODEL
    },
    knows: (model) => model === defaultModel || model === BUILT_IN_MODEL || supportedModels.includes(model) || known?.has(model) === true,
    contextOf(model) {
      // The next question will know.
      if (provider && !known) void refresh(provider)
      return known?.get(model)?.contextLength ?? null
    },
    modalitiesOf: (model) => (provider ? (known?.get(model)?.inputModalities ?? null) : []),
    close: () => closed.abort(),
  }
}

const builtIn: ChatModel = { id: BUILT_IN_MODEL, name: 'Deskmate', context_length: null, prompt_price: null, completion_price: null, input_modalities: [] }

const asChatModel = (id: string, model: CatalogueModel | undefined): ChatModel => ({
  id,
  name: model?.name ?? id,
  context_length: model?.contextLength ?? null,
  prompt_price: model?.promptPrice ?? null,
  completion_price: model?.completionPrice ?? null,
  input_modalities: model?.inputModalities ?? null,
})
