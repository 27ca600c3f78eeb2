import type { Language } from '#shared/errors.ts'
import { useLanguage } from './language.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** Below a cent the first two digits that mean something, else cents. */
function formatMoney(language: Language, amount: string): string {
  const value = Number(amount)
  const digits = value > 0 && value < 0.01 ? Math.min(10, 1 - Math.floor(Math.log10(value))) : 2
  const key = `${language} ${digits}`
  const format =
    formats.get(key) ??
    // There is one currency here: a letter code before each sign only takes room.
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  formats.set(key, format)
  return format.format(value)
}

/** US dollars as the language of the page writes them. */
export function useMoney(): (amount: string) => string {
  const language = useLanguage()
  return (amount) => formatMoney(language, amount)
}
