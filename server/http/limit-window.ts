// Windows of fixed length, the one before counted by the share of it that still lies within one length of now. Two numbers a key, and
// adding to them commutes: replicas send each other what they counted in any order, where a bucket or GCRA would have to agree on a moment.

export type Policy = {
  /** What RateLimit-Policy calls it. */
  name: string
  /** How many in one window; 0 for no limit. */
  quota: number
  seconds: number
}

export type Counted = {
  before: number
  now: number
  /** How much of the window has passed, 0 to 1. */
  passed: number
}

export type Taken = {
  allowed: boolean
  /** How many more would be let through at this moment. */
  remaining: number
  /** Until the window ends; where nothing was allowed, until something is. */
  seconds: number
}

export const used = ({ before, now, passed }: Counted): number => before * (1 - passed) + now

/** Whether one more fits in. @param counted without it */
export function judge(policy: Policy, counted: Counted): Taken {
  const left = policy.quota - used(counted)
  if (left >= 1) return { allowed: true, remaining: Math.floor(left - 1), seconds: Math.ceil((1 - counted.passed) * policy.seconds) }
  return { allowed: false, remaining: 0, seconds: Math.max(1, Math.ceil(secondsUntilFree(policy, counted))) }
}

function secondsUntilFree({ quota, seconds }: Policy, { before, now, passed }: Counted): number {
  // Later in this window, when enough of the one before has gone.
  if (now + 1 <= quota) return (1 - (quota - 1 - now) / before - passed) * seconds
  // In the next one, when enough of this one has.
  return (1 - passed + Math.max(0, 1 - (quota - 1) / now)) * seconds
}
