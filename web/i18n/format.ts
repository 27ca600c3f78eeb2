import type { Language } from '#shared/errors.ts'
import { useLanguage } from './language.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A formatter takes milliseconds to make, on a phone ten; those that a page does not use are not made. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Numbers and times as the language of the page writes them; times in the reader's own zone. */
function makeFormats(language: Language) {
  const dates = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(language, options))
  const number = once(() => new Intl.NumberFormat(language))
  const compact = once(() => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }))
  const full = dates({ dateStyle: 'long', timeStyle: 'medium' })
  const date = dates({ dateStyle: 'long' })
  const day = dates({ month: 'short', day: 'numeric' })
  const dayUtc = dates({ month: 'short', day: 'numeric', timeZone: 'UTC' })
  const month = dates({ year: 'numeric', month: 'short' })
  const year = dates({ year: 'numeric', month: 'short', day: 'numeric' })
  const calendar = dates({ dateStyle: 'medium', timeZone: 'UTC' })
  const moment = dates({ dateStyle: 'medium', timeStyle: 'short' })
  const time = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }))
  const exact = new Map<string, Intl.NumberFormat>()
  const exactly = (key: string, options: Intl.NumberFormatOptions) => {
    const format = exact.get(key) ?? new Intl.NumberFormat(language, options)
    exact.set(key, format)
    return format
  }
  const now = language === 'zh-CN' ? '刚刚' : 'just now'
  return {
    number: (value: number) => number().format(value),
    /** As 1.2K or 1.2万. */
    compact: (value: number) => compact().format(value),
    /** With as many places behind the point as it has, and at least so many. */
    decimal: (value: number, least: number) => exactly(`${least}`, { minimumFractionDigits: least, maximumFractionDigits: 20 }).format(value),
    /** @param currency ISO 4217 */
    money: (value: number, currency: string) => exactly(currency, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(value),
    /** As ¥1.2K or ¥1.2万. @param currency ISO 4217 */
    moneyShort: (value: number, currency: string) =>
      exactly(`short ${currency}`, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        notation: 'compact',
        minimumFractionDigits: 0,
        maximumFractionDigits: 1,
      }).format(value),
    /** A day as `2026-11-22`, with its year. */
    calendar: (value: string) => calendar().format(new Date(`${value}T00:00:00Z`)),
    /** From one day to another, without saying twice what both share. */
    days: (first: string, last: string) => calendar().formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`)),
    /** Day and minute of a moment. */
    moment: (at: string) => moment().format(new Date(at)),
    /** Everything, for a tooltip. */
    full: (at: string) => full().format(new Date(at)),
    /** The day of a moment, in full. */
    date: (at: string) => date().format(new Date(at)),
    /** A day as `2026-11-22`, which is a day and no moment. */
    day: (value: string) => dayUtc().format(new Date(`${value}T00:00:00Z`)),
    /** The month of a moment, with its year. */
    month: (at: string) => month().format(new Date(at)),
    /** As short as still is clear: minutes and hours ago, then the day, then the year too. What is to come, the same. */
    ago: (at: string, today = Date.now()) => {
      const date = new Date(at)
      const past = today - date.getTime()
      const away = Math.abs(past)
      // Clocks differ a little: what has just been stored may seem to be to come.
      if (away < MINUTE) return now
      if (away < HOUR) return relative().format(-Math.trunc(past / MINUTE), 'minute')
      if (away < DAY) return relative().format(-Math.trunc(past / HOUR), 'hour')
      if (date.getFullYear() !== new Date(today).getFullYear()) return year().format(date)
      return `${day().format(date)} ${time().format(date)}`
    },
  }
}
export type Formats = ReturnType<typeof makeFormats>

const kept = new Map<Language, Formats>()

export function formatsOf(language: Language): Formats {
  const formats = kept.get(language) ?? makeFormats(language)
  kept.set(language, formats)
  return formats
}

export const useFormats = () => formatsOf(useLanguage())
