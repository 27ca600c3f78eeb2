import { BUILT_IN_MODEL } from '#shared/chat.ts'
import type { ChatModel, ModelParameter } from '#shared/models.ts'
import type { CatalogueModel } from '../ai/models.ts'
import { noPrices, perMillion } from '../ai/prices.ts'

/** What providers call the parameters that we send. */
const named: Record<ModelParameter, readonly string[]> = {
  temperature: ['temperature'],
  top_p: ['top_p'],
  max_tokens: ['max_tokens', 'max_completion_tokens'],
  reasoning_effort: ['reasoning', 'reasoning_effort'],
  tools: ['tools'],
}
const parameters = ['temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'tools'] as const satisfies readonly ModelParameter[]

/** What a model can be told; null where the provider does not say. */
export const parametersOf = (model: CatalogueModel | undefined): ModelParameter[] | null =>
  model?.parameters ? parameters.filter((name) => named[name].some((one) => model.parameters?.includes(one))) : null

/** A model as people see it; of one that no list has, only what it is called. */
export function asChatModel(id: string, model: CatalogueModel | undefined): ChatModel {
  const { prompt, completion, cached, request, image } = model?.prices ?? noPrices
  return {
    id,
    name: model?.name ?? id,
    context_length: model?.contextLength ?? null,
    max_output: model?.maxOutput ?? null,
    prompt_price: perMillion(prompt),
    completion_price: perMillion(completion),
    cached_price: perMillion(cached),
    request_price: request === null ? null : Number(request),
    image_price: image === null ? null : Number(image),
    input_modalities: model?.input ?? null,
    output_modalities: model?.output ?? null,
    parameters: parametersOf(model),
    reasoning: model?.reasoning
      ? { efforts: model.reasoning.efforts, default_effort: model.reasoning.defaultEffort, mandatory: model.reasoning.mandatory }
      : null,
  }
}

/** It takes no settings. */
export const builtInModel: ChatModel = { ...asChatModel(BUILT_IN_MODEL, undefined), name: 'Deskmate', input_modalities: [], parameters: [] }
