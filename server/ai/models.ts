import { z } from 'zod'
import { connectionFailure, refuseErrors } from './attempt.ts'
import { asAppError, ModelFailure } from './failure.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { headersOf, type Provider } from './provider.ts'
import { parseJson, readBody } from './read-body.ts'

/** The catalogue is asked for in the background; OpenRouter takes one to ten seconds. */
const CATALOGUE_TIMEOUT_MS = 20_000
const CATALOGUE_MAX_MODELS = 5000

export type CatalogueModel = {
  id: string
  name: string
  contextLength: number | null
  promptPrice: number | null
  completionPrice: number | null
  /** `text`, `image`, `file`, …; null where the server does not say. */
  inputModalities: string[] | null
}

/** Prices come as text, in US dollars for one token; -1 where they vary. */
const price = z
  .union([z.string(), z.number()])
  .transform((value) => Number((Number(value) * 1_000_000).toPrecision(12)))
  .refine((value) => value >= 0)
  .nullish()
  .catch(null)

const Entry = z
  .object({
    id: z.string().min(1).max(200),
    name: z.string().max(300).nullish().catch(null),
    context_length: z.int().positive().nullish().catch(null),
    architecture: z
      .object({ input_modalities: z.array(z.string().max(40)).max(20).nullish().catch(null) })
      .nullish()
      .catch(null),
    pricing: z.object({ prompt: price, completion: price }).nullish().catch(null),
  })
  .transform(
    (entry): CatalogueModel => ({
      id: entry.id,
      name: entry.name ?? entry.id,
      contextLength: entry.context_length ?? null,
      promptPrice: entry.pricing?.prompt ?? null,
      completionPrice: entry.pricing?.completion ?? null,
      inputModalities: entry.architecture?.input_modalities ?? null,
    }),
  )

const Catalogue = z.object({ data: z.array(z.unknown()).max(CATALOGUE_MAX_MODELS) })

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
    return catalogue.data.data.flatMap((entry) => Entry.safeParse(entry).data ?? [])
  } catch (error) {
    signal.throwIfAborted()
    throw asAppError(error instanceof ModelFailure ? error : connectionFailure(provider, error))
  }
}
