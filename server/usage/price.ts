import type { Prices } from '../ai/prices.ts'

/** US dollars for one token, and for a call beside its tokens; exact decimal text. */
export type Price = { prompt: string; completion: string; cached: string | null; request: string | null }

/** Where the catalogue names no price, as for a router that chooses a model itself: about what a model of the middle costs. */
export const ASSUMED = { prompt: '0.000001', completion: '0.000004' }

/** null where a price is missing without which a call cannot be reckoned. */
export const priceFrom = ({ prompt, completion, cached, request }: Prices): Price | null =>
  prompt === null || completion === null ? null : { prompt, completion, cached, request }
