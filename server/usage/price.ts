import { type Prices, toDecimal } from '../ai/prices.ts'

/** US dollars for one token, and for a call beside its tokens; exact decimal text. */
export type Price = { prompt: string; completion: string; cached: string | null; request: string | null }

/** What is set aside where the catalogue names no price, as for a router that chooses a model itself. */
export type AssumedPrice = Pick<Price, 'prompt' | 'completion'>

/** @param million the setting: for a million tokens */
export const assumedPrice = (million: AssumedPrice): AssumedPrice => ({
  prompt: toDecimal(million.prompt, -6) ?? '0',
  completion: toDecimal(million.completion, -6) ?? '0',
})

/** null where a price is missing without which a call cannot be reckoned. */
export const priceFrom = ({ prompt, completion, cached, request }: Prices): Price | null =>
  prompt === null || completion === null ? null : { prompt, completion, cached, request }
