import { z } from 'zod'
import { connectionFailure, refuseErrors } from './attempt.ts'
import { asAppError, ModelFailure } from './failure.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { headersOf, type Provider } from './provider.ts'
import { parseJson, readBody } from './read-body.ts'

const TIMEOUT_MS = 10_000

const count = z.number().nonnegative().transform(Math.round).nullish().catch(null)
const Body = z.object({
  data: z.object({
    total_cost: z.number().nonnegative(),
    model: z.string().nullish().catch(null),
    native_tokens_prompt: count,
    native_tokens_completion: count,
    native_tokens_cached: count,
  }),
})

/** What a call came to, as the provider has it in its books. */
export type Charged = { cost: number; model: string | null; promptTokens: number | null; completionTokens: number | null; cachedTokens: number | null }

/**
 * Asks the provider what a call cost that ended before it said so.
 * @param id what the provider calls it
 * @returns undefined where it does not know the call: a moment after its end, and always where it keeps no such books
 * @throws AppError MODEL_*, or the signal's reason
 */
export async function generation(provider: Provider, id: string, signal: AbortSignal): Promise<Charged | undefined> {
  try {
    const response = await fetch(`${provider.baseUrl}/generation?${new URLSearchParams({ id }).toString()}`, {
      redirect: 'manual',
      headers: headersOf(provider, { accept: 'application/json' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (response.status === 404) {
      await response.body?.cancel()
      return undefined
    }
    await refuseErrors(provider, response)
    const body = Body.safeParse(parseJson(await readBody(response.body, BODY_MAX_BYTES, 'refuse')))
    if (!body.success) throw new ModelFailure('MODEL_ANSWER_INVALID', 'What a call cost cannot be read.')
    const { data } = body.data
    return {
      cost: data.total_cost,
      model: data.model ?? null,
      promptTokens: data.native_tokens_prompt ?? null,
      completionTokens: data.native_tokens_completion ?? null,
      cachedTokens: data.native_tokens_cached ?? null,
    }
  } catch (error) {
    signal.throwIfAborted()
    throw asAppError(error instanceof ModelFailure ? error : connectionFailure(provider, error))
  }
}
