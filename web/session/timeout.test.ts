import { describe, expect, it } from 'vitest'
import { judge } from './timeout.ts'

const MINUTE = 60_000
const now = Date.parse('2026-11-22T08:00:00Z')
const timing = (idleMinutes: number, left: number) => ({ id: '', idle_seconds: idleMinutes * 60, expires_at: new Date(now + left).toISOString() })
const far = 30 * 24 * 60 * MINUTE

describe('how a sign-in stands', () => {
  it('is calm after use, and looks again soon, however far the end', () => {
    const { state, wait } = judge(now, now, timing(720, far))
    expect(state).toBe('calm')
    expect(wait).toBeLessThanOrEqual(15_000)
  })
  it('warns a minute before the server would end it, which may know of less use', () => {
    const at = (minutes: number) => judge(now, now - minutes * MINUTE, timing(30, far)).state
    expect([at(27), at(28), at(28.9), at(30)]).toEqual(['calm', 'warn', 'over', 'over'])
  })
  it('warns a third before the end of a very short one', () => {
    const at = (seconds: number) => judge(now, now - seconds * 1000, timing(1, far)).state
    expect([at(27), at(29), at(47), at(48)]).toEqual(['calm', 'warn', 'warn', 'over'])
  })
  it('knows an end that no use puts off', () => {
    expect(judge(now, now, timing(720, 30_000))).toMatchObject({ state: 'warn', by: 'age', wait: 15_000 })
    expect(judge(now, now, timing(720, -1))).toMatchObject({ state: 'over', by: 'age' })
  })
  it('sees at once what a sleep has passed over', () => expect(judge(now + 8 * 60 * MINUTE, now, timing(30, far)).state).toBe('over'))
  it('takes a use of the future for one of now, as after a clock was put back', () => {
    expect(judge(now, now + 24 * 60 * MINUTE, timing(30, far))).toMatchObject({ state: 'calm', at: now + 30 * MINUTE - 70_000 })
  })
})
