import type { Me } from '#shared/me.ts'

/** Time to come back from the next room; of very short timeouts a third. */
const WARN_MS = 60_000
/** The server takes down a use only so often, and believes for a while what it has looked up: it may think of less use than there was. */
const SERVER_LAG_MS = 70_000
/** A sleeping computer stops the timers but not the time. */
const LOOK_AGAIN_MS = 15_000

export type Timing = NonNullable<Me['session']>

export type Judgement = {
  /** `warn`: it ends at `at`. `over`: it has. */
  state: 'calm' | 'warn' | 'over'
  /** What ends it: no use, which a use puts off, or its age, which nothing does. */
  by: 'idle' | 'age'
  /** Milliseconds since 1970. */
  at: number
  /** Milliseconds until it is worth judging again. */
  wait: number
}

/** How a sign-in stands. Clocks are compared and nothing is counted, as timers sleep in the background. @param used when it was last used, in milliseconds since 1970 */
export function judge(now: number, used: number, { idle_seconds, expires_at }: Timing): Judgement {
  const idleMs = idle_seconds * 1000
  const lag = Math.min(SERVER_LAG_MS, idleMs / 5)
  // A clock that was put back makes the last use one of the future.
  const idleEnd = Math.min(used, now) + idleMs - lag
  const ageEnd = Date.parse(expires_at)
  const by = idleEnd <= ageEnd ? 'idle' : 'age'
  const at = Math.min(idleEnd, ageEnd)
  const warnAt = at - Math.min(WARN_MS, idleMs / 3)
  if (now >= at) return { state: 'over', by, at, wait: LOOK_AGAIN_MS }
  if (now >= warnAt) return { state: 'warn', by, at, wait: Math.min(LOOK_AGAIN_MS, at - now) }
  return { state: 'calm', by, at, wait: Math.min(LOOK_AGAIN_MS, warnAt - now) }
}
