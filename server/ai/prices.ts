import { z } from 'zod'

/** Longer numbers are no prices. */
const DIGITS_MAX = 40
const Number10 = /^(\d{0,40})(?:\.(\d{0,40}))?(?:e([+-]?\d{1,2}))?$/i

/**
 * A number as plain decimal text, its point moved to the right: never by way of a binary fraction, as it is money.
 * @returns null for what is no number, or less than nothing
 */
export function toDecimal(value: string | number, places = 0): string | null {
  const [, whole = '', fraction = '', exponent = '0'] = Number10.exec(String(value).trim()) ?? []
  if (whole + fraction === '') return null
  const digits = whole + fraction
  const point = whole.length + Number(exponent) + places
  if (point < -DIGITS_MAX || point > DIGITS_MAX) return null
  const padded = digits.padStart(digits.length + Math.max(0, -point), '0').padEnd(Math.max(0, point), '0')
  const at = Math.max(0, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const right = padded.slice(at).replace(/0+$/, '')
  return right ? `${left}.${right}` : left
}

/** In US dollars, as the provider writes them; -1 where they vary, which is no price. */
const price = z
  .union([z.string(), z.number()])
  .transform((value) => toDecimal(value))
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

/** What the provider asks, as exact decimal text in US dollars: for one token, one call, one image. */
export const Prices = z.object({
  prompt: price,
  completion: price,
  cached: price,
  cacheWrite: price,
  request: price,
  image: price,
})
export type Prices = z.infer<typeof Prices>

export const noPrices: Prices = { prompt: null, completion: null, cached: null, cacheWrite: null, request: null, image: null }

/** As OpenRouter has them in its list. */
export const PricingField = z
  .object({ prompt: price, completion: price, input_cache_read: price, input_cache_write: price, request: price, image: price })
  .transform(
    ({ input_cache_read: cached, input_cache_write: cacheWrite, prompt, completion, request, image }): Prices => ({
      prompt,
      completion,
      cached,
      cacheWrite,
      request,
      image,
    }),
  )
  .nullish()
  .catch(null)

/** For people: of a million tokens. */
export function perMillion(decimal: string | null): number | null {
  const million = decimal === null ? null : toDecimal(decimal, 6)
  return million === null ? null : Number(million)
}
