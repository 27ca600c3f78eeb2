import { expect, test } from 'vitest'
import { formatsOf } from '../i18n/format.ts'
import { periodEnd, periodText } from './periods.ts'

/** As it stands on a page, whose spaces around a dash are thin ones. */
const textOf = (start: string, by: Parameters<typeof periodText>[1], language: 'en' | 'zh-CN') =>
  periodText(start, by, formatsOf(language)).replace(/\s/gu, ' ')

test('a period is told by its first day', () => {
  expect(textOf('2026-10-01', 'quarter', 'en')).toBe('2026 Q4')
  expect(textOf('2026-01-01', 'year', 'zh-CN')).toBe('2026')
  expect(textOf('2026-12-01', 'month', 'zh-CN')).toBe('2026年12月')
  expect(textOf('2026-12-21', 'day', 'en')).toBe('Dec 21, 2026')
})

test('a week does not say twice what both of its ends share', () => {
  expect(textOf('2026-12-21', 'week', 'en')).toBe('Dec 21 – 27, 2026')
  expect(textOf('2026-11-30', 'week', 'en')).toBe('Nov 30 – Dec 6, 2026')
  expect(textOf('2026-12-28', 'week', 'en')).toBe('Dec 28, 2026 – Jan 3, 2027')
  expect(textOf('2026-12-21', 'week', 'zh-CN')).toBe('2026/12/21 – 2026/12/27')
})

test('a period ends where the next one begins', () => {
  expect(periodEnd('2026-12-28', 'week')).toBe('2027-01-04')
  expect(periodEnd('2026-10-01', 'quarter')).toBe('2027-01-01')
  expect(periodEnd('2028-02-01', 'month')).toBe('2028-03-01')
})
