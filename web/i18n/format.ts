import type { Language } from '#shared/errors.ts'
import { useLanguage } from './language.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Numbers and times as the language of the page writes them; times in the reader's own zone. */
function makeFormats(language: Language) {
  const number = new Intl.NumberFormat(language)
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium' })
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' })
  const dayUtc = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const year = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric' })
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const now = language === 'zh-CN' ? '刚刚' : 'just now'
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  return {
    number: (value: number) => number.format(value),
    /** Everything, for a tooltip. */
    full: (at: string) => full.format(new Date(at)),
    /** A day as `2026-11-22`, which is a day and no moment. */
    day: (value: string) => dayUtc.format(new Date(`${value}T00:00:00Z`)),
    /** As short as still is clear: minutes and hours ago, then the day, then the year too. */
    ago: (at: string, today = Date.now()) => {
      const date = new Date(at)
      const past = today - date.getTime()
      if (past < MINUTE) return now
      if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
      if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
      if (date.getFullYear() !== new Date(today).getFullYear()) return year.format(date)
      return `${day.format(date)} ${time.format(date)}`
    },
  }
}
export type Formats = ReturnType<typeof makeFormats>

/** Intl formatters are dear to make and cheap to keep. */
const kept = new Map<Language, Formats>()

export function formatsOf(language: Language): Formats {
  const formats = kept.get(language) ?? makeFormats(language)
  kept.set(language, formats)
  return formats
}

export const useFormats = () => formatsOf(useLanguage())
