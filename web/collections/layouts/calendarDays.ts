const two = (number: number) => String(number).padStart(2, '0')
const iso = (date: Date) => date.toISOString().slice(0, 10)
const at = (day: string) => new Date(`${day}T00:00:00Z`)

/** The day that a value is on: a moment's as the reader's calendar has it. */
export function dayOf(value: string, type: string): string {
  if (type === 'date' || value === '') return value
  const local = new Date(value)
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`
}

/** The first moment of a day in the reader's zone, as RFC 3339 in UTC. */
export const startOfDay = (day: string) => new Date(`${day}T00:00:00`).toISOString()

/** A moment on another day of the reader's calendar, at the same time of the day to the millisecond. */
export function movedTo(moment: string, day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const local = new Date(moment)
  local.setFullYear(year, month - 1, date)
  return local.toISOString()
}

export function shifted(day: string, by: number): string {
  const date = at(day)
  date.setUTCDate(date.getUTCDate() + by)
  return iso(date)
}

const WEEK = 7
/** Weeks begin on Monday. */
const monday = (day: string) => shifted(day, -((at(day).getUTCDay() + 6) % WEEK))

/** The whole weeks that show a week or a month, up to the first day behind them. @param months another month, counted from the day's own */
export function spanAround(day: string, span: 'month' | 'week', months = 0): { first: string; from: string; to: string } {
  if (span === 'week') return { first: day, from: monday(day), to: shifted(monday(day), WEEK) }
  const date = at(`${day.slice(0, 8)}01`)
  date.setUTCMonth(date.getUTCMonth() + months)
  const first = iso(date)
  date.setUTCMonth(date.getUTCMonth() + 1)
  return { first, from: monday(first), to: shifted(monday(shifted(iso(date), -1)), WEEK) }
}

/** Each day from one to before another. */
export function daysOf(from: string, to: string): string[] {
  const days = []
  for (let day = from; day < to; day = shifted(day, 1)) days.push(day)
  return days
}
