import { ahead } from './zones.ts'

/** Which comes first in 12/1/2026. */
export type DayOrder = 'month_first' | 'day_first'

export type ReadDate = {
  date: string
  /** `08:30:00.000`; null where there is none. */
  time: string | null
  /** `Z`, `+08:00`; null where there is none. */
  offset: string | null
  /** Of what has no year in front and no name of a month: what its first two numbers are. */
  numbers: [first: number, second: number] | null
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthName = String.raw`(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`

const days: RegExp[] = [
  // 2026-12-01, 2026/12/1, 2026.12.1, 2026年12月1日
  /^(?<year>\d{4})(?:(?<sign>[-/.])(?<month>\d{1,2})\k<sign>(?<day>\d{1,2})|\s*年\s*(?<month2>\d{1,2})\s*月\s*(?<day2>\d{1,2})\s*[日号]?)/,
  // 20261201
  /^(?<year>(?:19|20|21)\d{2})(?<month>\d{2})(?<day>\d{2})(?=$|[T ])/,
  // 1 Dec 2026, Dec 1, 2026
  new RegExp(String.raw`^(?<day>\d{1,2})[\s-]+${monthName}[\s,-]+(?<year>\d{4})`, 'i'),
  new RegExp(String.raw`^${monthName}\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})`, 'i'),
  // 1.12.2026, where the day is always first
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})/,
  // 12/1/2026
  /^(?<first>\d{1,2})(?<sign>[/-])(?<second>\d{1,2})\k<sign>(?<year>\d{4})/,
]
const time =
  /^(?:[T\s]\s*)?(?:星期.|周.)?\s*(?<half>上午|下午|中午|晚上|am|pm)?\s*(?<hour>\d{1,2})(?::|[时点]\s*)(?<minute>\d{1,2})?(?::?分?\s*(?<second>\d{1,2})(?<fraction>\.\d{1,9})?秒?|分)?\s*(?<half2>am|pm|a\.m\.|p\.m\.)?\s*(?<offset>Z|[+-]\d{2}:?\d{2})?$/i

const two = (text: string) => text.padStart(2, '0')

/** A day, or a moment, as people write it; null where it is neither, or there is no such day. */
export function readDate(text: string, order: DayOrder): ReadDate | null {
  const given = text.normalize('NFKC').trim()
  for (const pattern of days) {
    const found = pattern.exec(given)
    const groups = found?.groups
    if (!found || !groups) continue
    const ambiguous = groups.first !== undefined
    const month = groups.name
      ? String(months.indexOf(groups.name.toLowerCase()) + 1)
      : (groups.month ?? groups.month2 ?? (order === 'month_first' ? groups.first : groups.second))
    const day = groups.day ?? groups.day2 ?? (order === 'month_first' ? groups.second : groups.first)
    const date = `${groups.year}-${two(month ?? '')}-${two(day ?? '')}`
    const numbers: ReadDate['numbers'] = ambiguous ? [Number(groups.first), Number(groups.second)] : null
    const rest = given.slice(found[0].length)
    // Numbers that are a day in the other order tell which order it is, whatever was asked for.
    if (!isDay(date) && !(numbers && isDay(`${groups.year}-${two(day ?? '')}-${two(month ?? '')}`))) return null
    if (rest === '') return isDay(date) ? { date, time: null, offset: null, numbers } : null
    const clock = readTime(rest)
    return clock && isDay(date) ? { date, numbers, ...clock } : null
  }
  return null
}

function readTime(text: string): { time: string; offset: string | null } | null {
  const groups = time.exec(text)?.groups
  if (!groups) return null
  const half = (groups.half ?? groups.half2 ?? '').toLowerCase().replaceAll('.', '')
  let hour = Number(groups.hour)
  const late = half === '下午' || half === '晚上' || half === '中午' || half === 'pm'
  if (half !== '' && hour > 12 && !late) return null
  if (late && hour < 12 && !(half === '中午' && hour > 2)) hour += 12
  if ((half === '上午' || half === 'am') && hour === 12) hour = 0
  const minute = Number(groups.minute ?? 0)
  const second = Number(groups.second ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  const parts = [hour, minute, second].map((part) => two(String(part))).join(':')
  const fraction = (groups.fraction ?? '.').slice(1, 4).padEnd(3, '0')
  const offset = groups.offset === undefined ? null : groups.offset.toUpperCase().replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  return { time: `${parts}.${fraction}`, offset }
}

function isDay(iso: string): boolean {
  const moment = new Date(`${iso}T00:00:00.000Z`)
  return /^\d{4}-\d\d-\d\d$/.test(iso) && !iso.startsWith('0000') && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso)
}

/** The moment that a clock of this zone shows (IANA); by its own offset where it has one. RFC 3339 in UTC; null where there is no such moment. */
export function toMoment({ date, time: clock, offset }: ReadDate, zone: string): string | null {
  const local = Date.parse(`${date}T${clock ?? '00:00:00.000'}${offset ?? 'Z'}`)
  if (Number.isNaN(local)) return null
  if (offset !== null) return new Date(local).toISOString()
  const guess = local - ahead(zone, local)
  // Where clocks are changed between the guess and the moment, the offset of the moment itself counts.
  return new Date(local - ahead(zone, guess)).toISOString()
}
