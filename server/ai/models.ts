import { z } from 'zod'
import { efforts } from '#shared/chat-settings.ts'
import { connectionFailure, refuseErrors } from './attempt.ts'
import { asAppError, ModelFailure } from './failure.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { noPrices, Prices, PricingField } from './prices.ts'
import { headersOf, type Provider } from './provider.ts'
import { parseJson, readBody } from './read-body.ts'

/** The catalogue is asked for in the background; OpenRouter takes one to ten seconds. */
const CATALOGUE_TIMEOUT_MS = 20_000
const CATALOGUE_MAX_MODELS = 5000
/** Where a provider says that a model reasons and not how hard it can: what all of them know. */
const usualEfforts = ['low', 'medium', 'high'] as const

const Effort = z.enum(efforts)
const words = z.array(z.string().max(60)).max(100)

/** What is known of a model. This is also what is stored of it. */
export const CatalogueModel = z.object({
  id: z.string().min(1).max(200),
  name: z.string(),
  contextLength: z.int().positive().nullable(),
  maxOutput: z.int().positive().nullable(),
  prices: Prices,
  /** `text`, `image`, `file`, …; null where the provider does not say, as of what comes out. */
  input: words.nullable(),
  output: words.nullable(),
  /** As the provider calls them; null where it does not say. */
  parameters: words.nullable(),
  reasoning: z.object({ efforts: z.array(Effort), defaultEffort: Effort.nullable(), mandatory: z.boolean() }).nullable(),
})
export type CatalogueModel = z.infer<typeof CatalogueModel>

const count = z.int().positive().nullish().catch(null)
const list = words.nullish().catch(null)
const some = (values: string[] | null | undefined) => (values && values.length > 0 ? values : null)

/** One that a later day brings is passed over. */
const effortList = z
  .array(z.unknown())
  .transform((values) => values.flatMap((value) => Effort.safeParse(value).data ?? []))
  .nullish()
  .catch(null)

/** OpenRouter's entry. Other servers have an id and little else; vLLM, Groq and Mistral call the length of the context something of their own. */
const Entry = z
  .object({
    id: z.string().min(1).max(200),
    name: z.string().max(300).nullish().catch(null),
    context_length: count,
    max_model_len: count,
    context_window: count,
    max_context_length: count,
    max_completion_tokens: count,
    pricing: PricingField,
    top_provider: z.object({ max_completion_tokens: count }).nullish().catch(null),
    architecture: z.object({ input_modalities: list, output_modalities: list }).nullish().catch(null),
    supported_parameters: list,
    reasoning: z
      .object({ supported_efforts: effortList, default_effort: Effort.nullish().catch(null), mandatory: z.boolean().nullish().catch(null) })
      .nullish()
      .catch(null),
  })
  .transform((entry): CatalogueModel => {
    const parameters = some(entry.supported_parameters)
    const reasons = Boolean(entry.reasoning) || (parameters?.some((name) => name === 'reasoning' || name === 'reasoning_effort') ?? false)
    return {
      id: entry.id.toWellFormed().replaceAll('\0', '\ufffd'),
      name: (entry.name || entry.id).toWellFormed().replaceAll('\0', '\ufffd'),
      contextLength: entry.context_length ?? entry.max_model_len ?? entry.context_window ?? entry.max_context_length ?? null,
      maxOutput: entry.top_provider?.max_completion_tokens ?? entry.max_completion_tokens ?? null,
      prices: entry.pricing ?? noPrices,
      input: some(entry.architecture?.input_modalities),
      output: some(entry.architecture?.output_modalities),
      parameters,
      reasoning: reasons
        ? {
            efforts: entry.reasoning?.supported_efforts?.length ? entry.reasoning.supported_efforts : [...usualEfforts],
            defaultEffort: entry.reasoning?.default_effort ?? null,
            mandatory: entry.reasoning?.mandatory ?? false,
          }
        : null,
    }
  })

const Entries = z.array(z.unknown()).max(CATALOGUE_MAX_MODELS)
/** Some servers send the list as it is. */
const Catalogue = z.union([z.object({ data: Entries }).transform(({ data }) => data), Entries])

/**
 * What the provider offers. Entries that cannot be read are passed over.
 * @throws AppError MODEL_*, or the signal's reason
 */
export async function models(provider: Provider, signal: AbortSignal): Promise<CatalogueModel[]> {
  try {
    const response = await fetch(`${provider.baseUrl}/models`, {
      redirect: 'manual',
      headers: headersOf(provider, { accept: 'application/json' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(CATALOGUE_TIMEOUT_MS)]),
    })
    await refuseErrors(provider, response)
    const catalogue = Catalogue.safeParse(parseJson(await readBody(response.body, BODY_MAX_BYTES, 'refuse')))
    if (!catalogue.success) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The catalogue of models cannot be read.')
    const found = catalogue.data.flatMap((entry) => Entry.safeParse(entry).data ?? [])
    return [...new Map(found.map((model) => [model.id, model])).values()]
  } catch (error) {
    signal.throwIfAborted()
    throw asAppError(error instanceof ModelFailure ? error : connectionFailure(provider, error))
  }
}
