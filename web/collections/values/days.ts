const day = /^(?:(\d{4})[-/.年]\s?)?(\d{1,2})[-/.月]\s?(\d{1,2})日?$/
const compact = /^(\d{4})(\d\d)(\d\d)$/
const two = (number: number | string) => String(number).padStart(2, '0')
const isoOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** A day as people write it: `2026-12-1`, `2026/12/1`, `2026年12月1日`, `20261201`; without a year this one. Undefined where it is none. */
export function readDay(text: string): string | undefined {
  const [, year = new Date().getFullYear(), month = '', date = ''] = compact.exec(text.trim()) ?? day.exec(text.normalize('NFKC').trim()) ?? []
  return month === '' ? undefined : `${year}-${two(month)}-${two(date)}`
}

/** A moment in the reader's own zone, as `2026-12-01 14:30`; as RFC 3339 in UTC. */
export function readMoment(text: string): string | undefined {
  const [, first = '', hour = '0', minute = '0', second = '0'] =
    /^(.+?)(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/.exec(text.normalize('NFKC').trim()) ?? []
  const on = readDay(first)
  if (on === undefined) return undefined
  const at = new Date(`${on}T${two(hour)}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}`)
  // A day that there is not, such as the 30th of February, would become another one.
  return Number.isNaN(at.getTime()) || isoOf(at) !== on ? undefined : at.toISOString()
}

export function localMoment(at: string): string {
  const date = new Date(at)
  return `${isoOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`
}
