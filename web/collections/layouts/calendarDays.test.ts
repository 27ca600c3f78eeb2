import { describe, expect, it } from 'vitest'
import { dayOf, daysOf, movedTo, shifted, spanAround, startOfDay } from './calendarDays.ts'

describe('the days of a calendar', () => {
  it('are whole weeks, from Monday', () => {
    expect(spanAround('2026-02-18', 'month')).toEqual({ first: '2026-02-01', from: '2026-01-26', to: '2026-03-02' })
    expect(spanAround('2026-12-31', 'month', 1)).toEqual({ first: '2027-01-01', from: '2026-12-28', to: '2027-02-01' })
    expect(spanAround('2026-02-18', 'week')).toEqual({ first: '2026-02-18', from: '2026-02-16', to: '2026-02-23' })
    expect(daysOf('2026-02-26', '2026-03-02')).toEqual(['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'])
    expect(shifted('2024-02-28', 1)).toBe('2024-02-29')
  })

  it('are the reader’s own for moments', () => {
    expect(dayOf('2026-02-17T17:00:00.000Z', 'date_time')).toBe('2026-02-18')
    expect(dayOf('2026-02-17', 'date')).toBe('2026-02-17')
    // To the millisecond, also over the end of a month and from a long one.
    expect(movedTo('2026-02-17T17:00:07.089Z', '2026-03-01')).toBe('2026-02-28T17:00:07.089Z')
    expect(movedTo('2026-01-31T12:30:59.001Z', '2026-02-28')).toBe('2026-02-28T12:30:59.001Z')
    expect(startOfDay('2026-02-18')).toBe('2026-02-17T16:00:00.000Z')
  })
})
