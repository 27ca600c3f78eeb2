import type { ChatModel } from '#shared/models.ts'

/** Tokens as the trade writes them in every language: 8K, 128K, 1M. */
export function shortTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens)
  if (tokens < 1_000_000) return `${Math.round(tokens / 1_000)}K`
  return `${Number((tokens / 1_000_000).toFixed(1))}M`
}

/** US dollars with two figures that mean something: 0.15, 2.50, 12, 0.00042. */
export const shortDollars = (dollars: number): string =>
  dollars >= 1
    ? dollars.toFixed(2).replace('.00', '')
    : dollars > 0 && dollars < 0.000001
      ? '<0.000001'
      : Number(dollars.toPrecision(2)).toFixed(decimals(dollars))

const decimals = (dollars: number) => (dollars === 0 ? 0 : Math.min(7, 1 - Math.floor(Math.log10(dollars))))

export const isFree = (model: ChatModel): boolean => model.prompt_price === 0 && model.completion_price === 0
