import type { Period } from '#shared/aggregates.ts'
import type { Formats } from '../i18n/format.ts'

const MONTHS: Record<Period, number> = { day: 0, week: 0, month: 1, quarter: 3, year: 12 }
const DAYS: Record<Period, number> = { day: 1, week: 7, month: 0, quarter: 0, year: 0 }
const DAY_MS = 86_400_000

/** The reader's zone, by whose days moments are grouped; a browser that does not know it says so by a name that is none. */
export function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return /^[A-Za-z]/.test(timeZone) && timeZone !== 'Etc/Unknown' ? timeZone : 'UTC'
}

/** The first day behind a period that begins on this one. */
export function periodEnd(start: string, by: Period): string {
  const day = new Date(`${start}T00:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() + MONTHS[by])
  day.setUTCDate(day.getUTCDate() + DAYS[by])
  return day.toISOString().slice(0, 10)
}

/** A period by its first day, as people call it. */
export function periodText(start: string, by: Period, formats: Formats): string {
  const year = start.slice(0, 4)
  if (by === 'year') return year
  if (by === 'quarter') return `${year} Q${Math.floor((Number(start.slice(5, 7)) - 1) / MONTHS.quarter) + 1}`
  // Noon is that month in every zone of a reader.
  if (by === 'month') return formats.month(`${start}T12:00:00Z`)
  if (by === 'day') return formats.calendar(start)
  const last = new Date(Date.parse(`${periodEnd(start, by)}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)
  return formats.days(start, last)
}
